// SPDX-License-Identifier: Apache-2.0

/// The long parts of help, which say in what forms things are typed and what follows from it.
enum EnglishForms {
  static let putBackForms =
    """
    Values that were swept by others are known to the office only: karvan-server put-back.
    """
  static let mergeForms =
    """
    The older record stands for both from then on: it gets what it lacks from the other, and \
    where both have a value, that of KEPT. Parts and documents of both are shown together. \
    Nothing is deleted, and anyone may merge in any order.
    """
  static let exportJSONLForms =
    """
    One record a line: its values as people see them, and its whole state. The last line has the \
    digests by which the file can be checked. What was not synced yet is in it too. The office \
    writes everything with `karvan-server export`, and makes a workspace of such a file with \
    `karvan-server init --from`; of one that stood alone until then, too.
    """
  static let watchForms =
    """
    Syncs a moment after each piece of work, when the office has news, and every quarter of an \
    hour. While nobody answers it tries ever more rarely, up to a quarter of an hour apart. On a \
    metered network only work is sent at once; news waits for two hours. Ends with Ctrl-C; \
    nothing is lost by ending it at any time.
    """
  static let courierForms =
    """
    The file is sealed for the office: whoever carries it can neither read nor change it. Work \
    goes on meanwhile. If it is lost, write another: nothing is sent twice. Only this device \
    can open the answer.
    """
  static let wipeForms =
    """
    For a device that was retired or is given away: database, keys and settings are overwritten \
    and removed. The office keeps what it was sent. A solid-state disk may keep older blocks that \
    no program can reach; encrypt the disk, or destroy it, where that matters.
    """
  static let enrollForms =
    """
    The invite code is asked for and not shown, or read from a file or from standard input. \
    It is never an argument, since those are seen by others on the machine.
    """
  static let importForms =
    """
    Either --entity, for files that export csv wrote or whose columns are named like fields, or \
    --mapping. For a file of another program begin with --entity ENTITY --make-map FILE: it writes \
    a mapping to look over. Each row is one commit.
    """
}
