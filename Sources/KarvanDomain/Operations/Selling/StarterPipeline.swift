// SPDX-License-Identifier: Apache-2.0

/// The pipeline that a new workspace starts with; the office changes it as it likes.
public enum StarterPipeline {
  /// Its name.
  public static func name(in language: TextLanguage) -> String {
    language == .persian ? "فروش" : "Sales"
  }

  /// Its four stages, with the probabilities that are customary.
  public static func stages(in language: TextLanguage) -> [StagePlan] {
    language == .persian ? persian : english
  }

  private static func share(_ percent: Int32) -> PercentBasisPoints {
    PercentBasisPoints(trusted: percent * 100)
  }

  private static let english = [
    StagePlan(
      "Prospecting", share(10),
      playbook: "Find out who decides and what they need. Agree on a next meeting.",
      requiredFields: ["need", "contact"]),
    StagePlan(
      "Qualification", share(20),
      playbook: "Ask for budget, time and rivals. Show the product to whoever decides.",
      requiredFields: ["amount", "expected_close"], exitChecks: ["Decision maker is known"]),
    StagePlan(
      "Proposal", share(50),
      playbook: "Send a quote that is valid for a month. Call within three days.",
      exitChecks: ["Quote was sent"]),
    StagePlan(
      "Negotiation", share(80),
      playbook: "Settle price, terms and delivery. Above your discount ask the office first."),
  ]

  private static let persian = [
    StagePlan(
      "شناسایی", share(10),
      playbook: "تصمیم‌گیرنده و نیاز او را بشناسید و دیدار بعدی را قرار بگذارید.",
      requiredFields: ["need", "contact"]),
    StagePlan(
      "ارزیابی", share(20),
      playbook: "بودجه، زمان و رقیبان را بپرسید و کالا را به تصمیم‌گیرنده نشان دهید.",
      requiredFields: ["amount", "expected_close"],
      exitChecks: ["تصمیم‌گیرنده شناخته شده است"]),
    StagePlan(
      "پیشنهاد", share(50),
      playbook: "پیش‌فاکتوری با اعتبار یک ماه بفرستید و تا سه روز پیگیری کنید.",
      exitChecks: ["پیش‌فاکتور فرستاده شد"]),
    StagePlan(
      "مذاکره", share(80),
      playbook: "بر سر قیمت، شرایط و تحویل توافق کنید. برای تخفیف بیشتر از دفتر بپرسید."),
  ]
}
