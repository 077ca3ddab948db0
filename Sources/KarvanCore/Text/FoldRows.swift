// SPDX-License-Identifier: Apache-2.0

/// The data of `FoldTable`: what scalars become that do more than change their case.
///
/// A row is `first scalar in hexadecimal: result of it, result of the next, …`, where `⋯` leaves a
/// scalar to the general rule, `∅` drops it and `␣` is a space. The results are those of Unicode's
/// compatibility decomposition without marks, in lower case, plus the folding of letters that
/// have no decomposition (ø, ß, ك). A test compares every scalar with that rule.
enum FoldRows {
  /// Latin with accents, Greek and Cyrillic: the base letters in lower case.
  static let latin = #"""
    A8: ␣ ⋯ a
    AF: ␣ ⋯ ⋯ 2 3 ␣ μ ⋯ ⋯ ␣ 1 o ⋯ 1⁄4 1⁄2 3⁄4 ⋯ a a a a a a ae c e e e e i i i i d n o o
    D4: o o o ⋯ o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o o o o ⋯ o u u
    FB: u u y th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g
    123: g h h h h i i i i i i i i i i ij ij j j k k k l l l l l l l· l· l l n n n n n n
    149: ʼn n n o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u
    16F: u u u u u w w y y y z z z z z z s
    191: f f
    197: i
    1A0: o o
    1AF: u u
    1C4: dz dz dz lj lj lj nj nj nj a a i i o o u u u u u u u u u u ⋯ a a a a ae ae ⋯ ⋯
    1E6: g g k k o o o o ʒ ʒ j dz dz dz g g ⋯ ⋯ n n a a ae ae o o a a a a e e e e i i i
    20B: i o o o o r r r r u u u u s s t t ⋯ ⋯ h h
    226: a a e e o o o o o o o o y y
    268: i
    2B0: h ɦ j r ɹ ɻ ʁ w y
    2D8: ␣ ␣ ␣ ␣ ␣ ␣ ⋯ ⋯ ɣ l s x ʕ
    374: ʹ
    37A: ␣ ⋯ ⋯ ⋯ ;
    384: ␣ ␣ α · ε η ι ⋯ ο ⋯ υ ω ι
    3AA: ι υ α ε η ι υ
    3C2: σ
    3CA: ι υ ο υ ω ⋯ β θ υ υ υ φ π
    3F0: κ ρ σ ⋯ ⋯ ε ⋯ ⋯ ⋯ σ
    400: е е ⋯ г ⋯ ⋯ ⋯ і
    40C: к и у
    419: и
    439: и
    450: е е ⋯ г ⋯ ⋯ ⋯ і
    45C: к и у
    476: ѵ ѵ
    4C1: ж ж
    4D0: а а а а ⋯ ⋯ е е ⋯ ⋯ ә ә ж ж з з ⋯ ⋯ и и и и о о ⋯ ⋯ ө ө э э у у у у у у ч ч ⋯ ⋯
    4F8: ы ы
    587: եւ
    """#

  /// Phonetic and extended Latin, extended Greek, punctuation, letter-like signs, enclosed forms.
  static let others = #"""
    1D2C: a ae b ⋯ d e ǝ g h i j k l m n ⋯ o ȣ p r t u w a ɐ ɑ ᴂ b d e ə ɛ ɜ g ⋯ k m n o
    1D53: ɔ ᴖ ᴗ p t u ᴝ ɯ v ᴥ β γ δ φ χ i r u v β γ ρ φ χ
    1D78: н
    1D9B: ɒ c ɕ d ɜ f ɟ ɡ ɥ i ɩ ɪ ᵻ ʝ ɭ ᶅ ʟ ɱ ɰ ɲ ɳ ɴ ɵ ɸ ʂ ʃ ƫ ʉ ʊ ᴜ ʋ ʌ z ʐ ʑ ʒ θ
    1E00: a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h
    1E27: h h h h h i i i i k k k k k k l l l l l l l l m m m m m m n n n n n n n n o o
    1E4E: o o o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t u u u
    1E75: u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y aʾ s
    1E9C: ⋯ ⋯ ss ⋯ a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e
    1EC3: e e e e e i i i i o o o o o o o o o o o o o o o o o o o o o o o o u u u u u u
    1EEA: u u u u u u u u y y y y y y y y
    1F00: α α α α α α α α α α α α α α α α ε ε ε ε ε ε ⋯ ⋯ ε ε ε ε ε ε ⋯ ⋯ η η η η η η η
    1F27: η η η η η η η η η ι ι ι ι ι ι ι ι ι ι ι ι ι ι ι ι ο ο ο ο ο ο ⋯ ⋯ ο ο ο ο ο ο
    1F4E: ⋯ ⋯ υ υ υ υ υ υ υ υ ⋯ υ ⋯ υ ⋯ υ ⋯ υ ω ω ω ω ω ω ω ω ω ω ω ω ω ω ω ω α α ε ε η
    1F75: η ι ι ο ο υ υ ω ω ⋯ ⋯ α α α α α α α α α α α α α α α α η η η η η η η η η η η η
    1F9C: η η η η ω ω ω ω ω ω ω ω ω ω ω ω ω ω ω ω α α α α α ⋯ α α α α α α α ␣ ι ␣ ␣ ␣ η
    1FC3: η η ⋯ η η ε ε η η η ␣ ␣ ␣ ι ι ι ι ⋯ ⋯ ι ι ι ι ι ι ⋯ ␣ ␣ ␣ υ υ υ υ ρ ρ υ υ υ υ
    1FEA: υ υ ρ ␣ ␣ ` ⋯ ⋯ ω ω ω ⋯ ω ω ο ο ω ω ω ␣ ␣
    2011: ‐
    2017: ␣
    2024: . .. ...
    2033: ′′ ′′′ ⋯ ‵‵ ‵‵‵
    203C: !! ⋯ ␣
    2047: ?? ?! !?
    2057: ′′′′
    2070: 0 i ⋯ ⋯ 4 5 6 7 8 9 + − = ( ) n 0 1 2 3 4 5 6 7 8 9 + − = ( ) ⋯ a e o x ə h k
    2097: l m n p s t
    20A8: rs
    2100: a/c a/s c °c ⋯ c/o c/u ɛ ⋯ °f g h h h h h i i l l ⋯ n no ⋯ ⋯ p q r r r ⋯ ⋯ sm
    2121: tel tm ⋯ z ⋯ ⋯ ⋯ z ⋯ ⋯ a b c ⋯ e e f ⋯ m o א ב ג ד i ⋯ fax π γ γ π ∑
    2145: d d e i j
    2150: 1⁄7 1⁄9 1⁄10 1⁄3 2⁄3 1⁄5 2⁄5 3⁄5 4⁄5 1⁄6 5⁄6 1⁄8 3⁄8 5⁄8 7⁄8 1⁄ i ii iii iv v
    2165: vi vii viii ix x xi xii l c d m i ii iii iv v vi vii viii ix x xi xii l c d m
    2189: 0⁄3
    219A: ← →
    21AE: ↔
    21CD: ⇐ ⇔ ⇒
    2204: ∃
    2209: ∈ ⋯ ⋯ ∋
    2224: ∣ ⋯ ∥
    222C: ∫∫ ∫∫∫ ⋯ ∮∮ ∮∮∮
    2241: ∼ ⋯ ⋯ ≃ ⋯ ⋯ ≅ ⋯ ≈
    2260: = ⋯ ≡
    226D: ≍ < > ≤ ≥ ⋯ ⋯ ≲ ≳ ⋯ ⋯ ≶ ≷
    2280: ≺ ≻ ⋯ ⋯ ⊂ ⊃ ⋯ ⋯ ⊆ ⊇
    22AC: ⊢ ⊨ ⊩ ⊫
    22E0: ≼ ≽ ⊑ ⊒
    22EA: ⊲ ⊳ ⊴ ⊵
    2329: 〈 〉
    2460: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 (1) (2) (3) (4) (5) (6) (7)
    247B: (8) (9) (10) (11) (12) (13) (14) (15) (16) (17) (18) (19) (20) 1. 2. 3. 4. 5.
    248D: 6. 7. 8. 9. 10. 11. 12. 13. 14. 15. 16. 17. 18. 19. 20. (a) (b) (c) (d) (e)
    24A1: (f) (g) (h) (i) (j) (k) (l) (m) (n) (o) (p) (q) (r) (s) (t) (u) (v) (w) (x)
    24B4: (y) (z) a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i
    24D9: j k l m n o p q r s t u v w x y z 0
    2A0C: ∫∫∫∫
    2A74: ::= == ===
    2ADC: ⫝
    """#

  /// Arabic letters and their presentation forms: the letters that Persian is searched by.
  static let arabic = #"""
    622: ا ا و ا ی ⋯ ⋯ ه
    643: ک
    649: ی ی
    671: ا ⋯ ⋯ ⋯ اٴ وٴ ۇٴ یٴ
    6AA: ک
    6BE: ه ⋯ ه ه ه ه
    6CD: ی ⋯ ⋯ ی ⋯ ی ی ⋯ ه
    FB00: ff fi fl ffi ffl st st
    FB50: ا ا ٻ ٻ ٻ ٻ پ پ پ پ ڀ ڀ ڀ ڀ ٺ ٺ ٺ ٺ ٿ ٿ ٿ ٿ ٹ ٹ ٹ ٹ ڤ ڤ ڤ ڤ ڦ ڦ ڦ ڦ ڄ ڄ ڄ ڄ ڃ
    FB77: ڃ ڃ ڃ چ چ چ چ ڇ ڇ ڇ ڇ ڍ ڍ ڌ ڌ ڎ ڎ ڈ ڈ ژ ژ ڑ ڑ ک ک ک ک گ گ گ گ ڳ ڳ ڳ ڳ ڱ ڱ ڱ ڱ
    FB9E: ں ں ڻ ڻ ڻ ڻ ه ه ه ه ه ه ه ه ه ه ی ی ی ی
    FBD3: ڭ ڭ ڭ ڭ ۇ ۇ ۆ ۆ ۈ ۈ ۇٴ ۋ ۋ ۅ ۅ ۉ ۉ ی ی ی ی ی ی یا یا یه یه یو یو یۇ یۇ یۆ یۆ
    FBF4: یۈ یۈ یی یی یی یی یی یی ی ی ی ی یج یح یم یی یی بج بح بخ بم بی بی تج تح تخ تم
    FC0F: تی تی ثج ثم ثی ثی جح جم حج حم خج خح خم سج سح سخ سم صح صم ضج ضح ضخ ضم طح طم ظم
    FC29: عج عم غج غم فج فح فخ فم فی فی قح قم قی قی کا کج کح کخ کل کم کی کی لج لح لخ لم
    FC43: لی لی مج مح مخ مم می می نج نح نخ نم نی نی هج هم هی هی یج یح یخ یم یی یی ذ ر ی
    FC5E: ␣ ␣ ␣ ␣ ␣ ␣ یر یز یم ین یی یی بر بز بم بن بی بی تر تز تم تن تی تی ثر ثز ثم ثن
    FC7A: ثی ثی فی فی قی قی کا کل کم کی کی لم لی لی ما مم نر نز نم نن نی نی ی یر یز یم
    FC94: ین یی یی یج یح یخ یم یه بج بح بخ بم به تج تح تخ تم ته ثم جح جم حج حم خج خم سج
    FCAE: سح سخ سم صح صخ صم ضج ضح ضخ ضم طح ظم عج عم غج غم فج فح فخ فم قح قم کج کح کخ کل
    FCC8: کم لج لح لخ لم له مج مح مخ مم نج نح نخ نم نه هج هم ه یج یح یخ یم یه یم یه بم
    FCE2: به تم ته ثم ثه سم سه شم شه کل کم لم نم نه یم یه ∅ ∅ ∅ طی طی عی عی غی غی سی سی
    FCFD: شی شی حی حی جی جی خی خی صی صی ضی ضی شج شح شخ شم شر سر صر ضر طی طی عی عی غی غی
    FD17: سی سی شی شی حی حی جی جی خی خی صی صی ضی ضی شج شح شخ شم شر سر صر ضر شج شح شخ شم
    FD31: سه شه طم سج سح سخ شج شح شخ طم ظم ا ا
    FD50: تجم تحج تحج تحم تخم تمج تمح تمخ جمح جمح حمی حمی سحج سجح سجی سمح سمح سمج سمم
    FD63: سمم صحح صحح صمم شحم شحم شجی شمخ شمخ شمم شمم ضحی ضخم ضخم طمح طمح طمم طمی عجم
    FD76: عمم عمم عمی غمم غمی غمی فخم فخم قمح قمم لحم لحی لحی لجج لجج لخم لخم لمح لمح
    FD89: محج محم محی مجح مجم مخج مخم ⋯ ⋯ مجخ همج همم نحم نحی نجم نجم نجی نمی نمی یمم
    FD9D: یمم بخی تجی تجی تخی تخی تمی تمی جمی جحی جمی سخی صحی شحی ضحی لجی لمی یحی یجی
    FDB0: یمی ممی قمی نحی قمح لحم عمی کمی نجح مخی لجم کمم لجم نجح جحی حجی مجی فمی بحی
    FDC3: کمم عجم صمم سخی نجی
    FDF0: صلی قلی الله اکبر محمد صلعم رسول علیه وسلم صلی صلی␣الله␣علیه␣وسلم جل␣جلاله
    FDFC: ریال
    FE70: ␣ ∅ ␣ ⋯ ␣ ⋯ ␣ ∅ ␣ ∅ ␣ ∅ ␣ ∅ ␣ ∅ ∅ ا ا ا ا و و ا ا ی ی ی ی ا ا ب ب ب ب ه ه ت ت
    FE97: ت ت ث ث ث ث ج ج ج ج ح ح ح ح خ خ خ خ د د ذ ذ ر ر ز ز س س س س ش ش ش ش ص ص ص ص ض
    FEBE: ض ض ض ط ط ط ط ظ ظ ظ ظ ع ع ع ع غ غ غ غ ف ف ف ف ق ق ق ق ک ک ک ک ل ل ل ل م م م م
    FEE5: ن ن ن ن ه ه ه ه و و ی ی ی ی ی ی لا لا لا لا لا لا لا لا
    FF01: ! " # $ % & ' ( ) * + , - . /
    FF1A: : ; < = > ? @ a b c d e f g h i j k l m n o p q r s t u v w x y z [ \ ] ^ _ `
    FF41: a b c d e f g h i j k l m n o p q r s t u v w x y z { | } ~ ⦅ ⦆ 。 「 」 、 ・ ヲ ァ
    FF68: ィ ゥ ェ ォ ャ ュ ョ ッ ー ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ヌ ネ ノ ハ ヒ フ ヘ ホ
    FF8F: マ ミ ム メ モ ヤ ユ ヨ ラ リ ル レ ロ ワ ン ゙ ゚ ᅠ ᄀ ᄁ ᆪ ᄂ ᆬ ᆭ ᄃ ᄄ ᄅ ᆰ ᆱ ᆲ ᆳ ᆴ ᆵ ᄚ ᄆ ᄇ ᄈ ᄡ ᄉ
    FFB6: ᄊ ᄋ ᄌ ᄍ ᄎ ᄏ ᄐ ᄑ ᄒ ⋯ ⋯ ⋯ ᅡ ᅢ ᅣ ᅤ ᅥ ᅦ ⋯ ⋯ ᅧ ᅨ ᅩ ᅪ ᅫ ᅬ ⋯ ⋯ ᅭ ᅮ ᅯ ᅰ ᅱ ᅲ ⋯ ⋯ ᅳ ᅴ ᅵ
    FFDD: ⋯ ⋯ ⋯ ¢ £ ¬ ␣ ¦ ¥ ₩ ⋯ │ ← ↑ → ↓ ■ ○
    """#
}
