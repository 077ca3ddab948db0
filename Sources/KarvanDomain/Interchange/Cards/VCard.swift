// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A card of a person or an organisation, as address books exchange it: what Karvan keeps of it.
public struct VCard: Hashable, Sendable {
  /// A way to reach somebody.
  public struct Point: Hashable, Sendable {
    /// A code of the field `kind` of a contact point.
    public var kind: String
    /// As it was written.
    public var value: String
    /// What it is called: `cell`, `work`, or words of somebody's own.
    public var label: String?
    /// Whether it is the one to try first.
    public var isPreferred: Bool
    /// The line of the file.
    public var line: Int

    /// Gathers a way to reach somebody.
    public init(
      _ kind: String, _ value: String, label: String? = nil, isPreferred: Bool = false,
      line: Int = 0
    ) {
      self.kind = kind
      self.value = value
      self.label = label
      self.isPreferred = isPreferred
      self.line = line
    }
  }

  /// A place.
  public struct Place: Hashable, Sendable {
    /// A code of the field `kind` of an address; nil where the card does not say.
    public var kind: String?
    /// Whether the card says that somebody lives there.
    public var isHome = false
    /// Street and number.
    public var street = ""
    /// City.
    public var city = ""
    /// Province.
    public var province = ""
    /// Postal code.
    public var postalCode = ""
    /// Country.
    public var country = ""
    /// Where it is on the globe.
    public var point: GeoPoint?
    /// The line of the file.
    public var line = 0

    /// A place of which nothing is known yet.
    public init() {}
  }

  /// A day that comes back.
  public struct Day: Hashable, Sendable {
    /// A code of the field `kind` of an occasion.
    public var kind: String
    /// What it is called.
    public var title: String?
    /// The first time; nil where only its month and day are known.
    public var date: CivilDate?
    /// Month and day, where no year is known.
    public var monthAndDay: MonthAndDay?
    /// The calendar in which it comes back; nil where the card does not say.
    public var calendar: CalendarKind?
    /// Whether it comes back at all.
    public var isYearly: Bool
    /// The line of the file.
    public var line: Int

    /// Gathers a day.
    public init(
      _ kind: String, title: String? = nil, _ date: CivilDate? = nil,
      monthAndDay: MonthAndDay? = nil, calendar: CalendarKind? = nil, isYearly: Bool = true,
      line: Int = 0
    ) {
      self.kind = kind
      self.title = title
      self.date = date
      self.monthAndDay = monthAndDay
      self.calendar = calendar
      self.isYearly = isYearly
      self.line = line
    }
  }

  /// A day of the Gregorian year.
  public struct MonthAndDay: Hashable, Sendable {
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int

    /// Takes a month and a day of it; nil where no year has it.
    public init?(month: Int, day: Int) {
      guard (1...12).contains(month),
        (1...CivilDate.daysInMonth(year: 2_000, month: month)).contains(day)
      else { return nil }
      self.month = month
      self.day = day
    }
  }

  /// Who it is, to whoever wrote the card.
  public var uid: String?
  /// Whether it is an organisation's.
  public var isOrganization = false
  /// What it is called.
  public var name = ""
  /// The organisation that a person is of.
  public var organization: String?
  /// The identifier of a person's account, on cards that Karvan wrote.
  public var account: RecordID?
  /// What a person is there.
  public var title: String?
  /// Telephones, e-mail addresses, sites.
  public var points: [Point] = []
  /// Addresses.
  public var places: [Place] = []
  /// The birthday.
  public var birthday: Day?
  /// Further days.
  public var days: [Day] = []
  /// A note.
  public var note: String?
  /// Words that it is filed under.
  public var tags: [String] = []
  /// When it was last changed, in milliseconds since 1970.
  public var revision: Int64?
  /// The line of the file.
  public var line = 0

  /// A card with nothing on it.
  public init() {}

  /// What Karvan's identifiers begin with where they are a `UID`.
  public static let uidPrefix = "urn:uuid:"

  /// The record that a `UID` is of, where it is an identifier.
  public static func record(_ uid: String) -> RecordID? {
    let text = uid.lowercased().hasPrefix(uidPrefix) ? String(uid.dropFirst(uidPrefix.count)) : uid
    return RecordID(text: TextTrimming.trim(text).lowercased())
  }
}
