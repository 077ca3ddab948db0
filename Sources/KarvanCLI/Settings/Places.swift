// SPDX-License-Identifier: Apache-2.0

/// Where things live, after the XDG base directories.
struct Places: Hashable, Sendable {
  /// The folder of the workspace.
  let home: String
  /// The user's settings; nil where no home folder is known.
  let userSettings: String?

  /// `--home`, else `KARVAN_HOME`, else `$XDG_DATA_HOME/karvan`, else `~/.local/share/karvan`.
  init(flag: String?, environment: [String: String]) throws(CLIError) {
    func variable(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let user = variable("HOME")
    let data = variable("XDG_DATA_HOME") ?? user.map { $0 + "/.local/share" }
    guard let home = flag ?? variable("KARVAN_HOME") ?? data.map({ $0 + "/karvan" }) else {
      throw CLIError(.noHome)
    }
    self.home = home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home
    let config = variable("XDG_CONFIG_HOME") ?? user.map { $0 + "/.config" }
    userSettings = config.map { $0 + "/karvan/settings" }
  }

  /// The replica.
  var database: String { home + "/karvan.db" }
  /// The device's secrets, readable by their owner only.
  var keys: String { home + "/device.keys" }
  /// The keys of an enrolment that has not ended.
  var pendingKeys: String { home + "/device.keys.new" }
  /// What tells the rep that the office had this device wiped.
  var wipeNote: String { home + "/WIPED.txt" }
  /// The keys of a life that this database is to go on with, until it does.
  var lifeKeys: String { home + "/device.keys.life" }
  /// On which machine the database lives.
  var machine: String { home + "/machine" }
  /// What the process that syncs holds locked; always empty.
  var syncLock: String { home + "/sync.lock" }
  /// What exchanges that travel as files are opened with.
  var courier: String { home + "/courier" }
  /// The contents of attachments, sealed.
  var contents: String { home + "/contents" }
  /// What they are sealed under.
  var contentKey: String { home + "/content.keys" }
  /// A database that is being filled.
  var draft: String { home + "/karvan.db.new" }
  /// The workspace's settings.
  var settings: String { home + "/settings" }

  /// Whether a name in the workspace's folder is one of ours, older copies and drafts included;
  /// these are what a wipe destroys. What a feature keeps beside the database belongs into it.
  static func isOwn(_ name: String) -> Bool {
    [
      "karvan.db", "device.keys", "machine", "sync.lock", "courier", "settings", "contents",
      "content.keys",
    ].contains {
      name == $0 || name.hasPrefix($0 + ".") || name.hasPrefix($0 + "-")
    }
  }
}
