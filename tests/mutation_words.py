"""Words of each language that tests/mutations.py exchanges: units, negations, numbers and drugs."""

DIGIT = r"[0-9٠-٩０-９]"

_METRIC = {"mg": "mcg", "mcg": "mg", "µg": "mg", "g": "mg", "kg": "g", "ml": "l", "mL": "L", "°C": "°F"}

# What may stand for a unit behind a number, and what a slip of the pen makes of it.
UNITS: dict[str, dict[str, str]] = {
    "es": {
        "mg": "mcg",
        "mcg": "mg",
        "µg": "mg",
        "g": "mg",
        "kg": "g",
        "ml": "l",
        "mL": "L",
        "°C": "°F",
        "minuto": "hora",
    }
    | {"minutos": "horas", "hora": "día", "horas": "días", "día": "mes", "días": "semanas", "semana": "día"}
    | {"semanas": "meses", "mes": "año", "meses": "años", "años": "meses", "libras": "kilos"},
    "fr": {
        "mg": "µg",
        "mcg": "mg",
        "µg": "mg",
        "g": "mg",
        "kg": "g",
        "ml": "l",
        "mL": "L",
        "°C": "°F",
        "minute": "heure",
    }
    | {"minutes": "heures", "heure": "jour", "heures": "jours", "jour": "mois", "jours": "semaines", "semaine": "jour"}
    | {"semaines": "mois", "mois": "ans", "ans": "mois", "livres": "kilos"},
    "de": {
        "mg": "µg",
        "mcg": "mg",
        "µg": "mg",
        "g": "mg",
        "kg": "g",
        "ml": "l",
        "mL": "L",
        "°C": "°F",
        "Minute": "Stunde",
    }
    | {"Minuten": "Stunden", "Stunde": "Woche", "Stunden": "Tage", "Tag": "Monat", "Tage": "Wochen", "Tagen": "Wochen"}
    | {"Woche": "Stunde", "Wochen": "Monate", "Monat": "Tag", "Monate": "Jahre", "Monaten": "Jahren"}
    | {"Jahre": "Monate", "Jahren": "Monaten", "Pfund": "Gramm"},
    "pt-BR": _METRIC
    | {"minuto": "hora", "minutos": "horas", "hora": "dia", "horas": "dias", "dia": "mês", "dias": "semanas"}
    | {"semana": "dia", "semanas": "meses", "mês": "ano", "meses": "anos", "anos": "meses", "libras": "quilos"},
    "ar": {"ملغ": "ميكروغرام", "غ": "ملغ", "مل": "لتر", "دقيقة": "ساعة", "دقائق": "ساعات", "ساعة": "يومًا"}
    | {"ساعات": "أيام", "أيام": "أسابيع", "أسبوعًا": "شهرًا", "أسابيع": "أشهر", "أشهر": "سنوات", "سنوات": "أشهر"}
    | {"عامًا": "شهرًا", "درجة مئوية": "درجة فهرنهايت", "رطلًا": "غرامًا"},
    "zh-Hans": {"毫克": "微克", "微克": "毫克", "克": "毫克", "毫升": "升", "分钟": "小时", "小时": "天", "天": "周"}
    | {"周": "个月", "个月": "年", "岁": "个月", "°C": "°F", "磅": "公斤"},
}

# Units that carry their number: the Arabic dual.
DUALS = {"دقيقتين": "ساعتين", "ساعتين": "يومين", "يومين": "أسبوعين", "أسبوعين": "شهرين", "سنتين": "شهرين"}

# What joins the ends of a range; those in the second place only behind the third.
RANGES: dict[str, tuple[str, str, str]] = {
    "es": ("a|o", "y", "entre"),
    "fr": ("à|ou", "et", "entre"),
    "de": ("bis|oder", "und", "zwischen"),
    "pt-BR": ("a|ou", "e", "entre"),
    "ar": ("إلى|حتى", "و", "بين"),
    "zh-Hans": ("至|到", "和", "在"),
}

# Negations and what stands there when somebody overlooked them: (pattern, replacement).
NEGATIONS: dict[str, list[tuple[str, str]]] = {
    "es": [
        (r"\bno (?=\w)", ""),
        (r"\bnunca\b", "siempre"),
        (r"\bsin (?=\w)", "con "),
        (r"\b(?:a menos que|salvo que|excepto si)\b", "si"),
    ],
    "fr": [
        (r"\bce n[’']est pas\b", "c’est"),
        (r"(?<!\bce )\b(?:ne |n[’'])((?:[\w’'-]+ ){0,3}?[\w’'-]+) (?:pas|jamais)\b", r"\1"),
        (r"\bne pas (?=\w)", ""),
        (r"\bsans (?!cesse|arrêt)(?=\w)", "avec "),
        (r"\bsauf si\b|\bà moins que\b", "si"),
        (r"\bsauf s[’'](?=il)", "s’"),
    ],
    "de": [
        (r"\bnicht (?=\w)", ""),
        (r" nicht(?=[.,!;])", ""),
        (r"\bkein(e|en|em|er|es)?\b", r"ein\1"),
        (r"\b(?:nie|niemals)\b", "immer"),
        (r"\bohne (?=\w)", "mit "),
        (r"\bes sei denn,", "wenn"),
        (r"\baußer wenn\b", "wenn"),
    ],
    "pt-BR": [
        (r"\bnão (?=\w)", ""),
        (r"\bnunca\b", "sempre"),
        (r"\bsem (?=\w)", "com "),
        (r"\b(?:a menos que|a não ser que|exceto se)\b", "se"),
    ],
    "ar": [
        (r"(?<![^\s<>])([وف]?)(?:لا|لم|لن) (?=\w)", r"\1"),
        (r"(?<![^\s<>])(?:غير(?! ذلك)|ليس|ليست|عدم) (?=\w)", ""),
        (r"(?<![^\s<>])(?:من دون|بدون) ", "مع "),
        (r"(?<![^\s<>])إلا إذا\b", "إذا"),
    ],
    "zh-Hans": [
        (r"绝?不(?=要|能|会|应|需要|可以|建议|推荐|需|安全|适合)", ""),
        (r"请勿", "请"),
        (r"切勿", "务必"),
        (r"不得(?!不)", "可以"),
        (r"没有(?=[^，。；]*[，。])", "有"),
        (r"未经", "经"),
        (r"除非", "如果"),
    ],
}

# A sentence in which taking a negation away, or putting one in, may leave the meaning as it was: left alone.
SUBTLE: dict[str, str] = {
    "es": r"\b(?:nada|nadie|ning\w+|ni|tampoco|sino|solo|jamás)\b|[Pp]regunt|\bsí y",
    "fr": r"\b(?:ni|aucune?|rien|personne|non|seulement|que si|hésitez)\b|[Dd]emand|\bne [^.]*\bque\b",
    "de": r"\b(?:nur|sondern|oder nicht|weder|noch|nichts|ob|erst)\b|[Ff]rag",
    "pt-BR": r"\b(?:nada|ninguém|nenhum\w*|nem|apenas|só|mas sim)\b|[Pp]ergunt",
    "ar": r"(?:سوى|ولا |أم لا|بأس|سيما|يزال|تزال|زلت|اسأل|استشر|فقط|بد من)|(?:لا .* إلا (?!إذا))",
    "zh-Hans": r"不得不|不仅|不但|不一定|不是|是否|有没有|能不能|询问|咨询|非.*不|不只|没有.*[不没]|不.*没有",
}

# Verbs that "not" can be put to: (pattern, replacement).
AFFIRMATIONS: dict[str, list[tuple[str, str]]] = {
    "es": [(r"(?<=\w )(puede|pueden|debe|deben)\b(?! que)", r"no \1")],
    "fr": [(r"(?<=\w )(?<!se )(?<!vous )(?<!qui )(peut|peuvent|doit|doivent)\b(?!-)", r"ne \1 pas")],
    "de": [(r"\b(kann|können|darf|dürfen|sollte|sollten)\b(?= \w)", r"\1 nicht")],
    "pt-BR": [(r"(?<=\w )(pode|podem|deve|devem)\b", r"não \1")],
    "ar": [(r"(?<![^\s<>])(?<!أن )(يمكن|يمكنك|يجب|ينبغي)\b", r"لا \1")],
    "zh-Hans": [(r"(?<![不尽])(可以|可能|应该|需要)", r"不\1")],
}

NEGATIVE: dict[str, str] = {
    "es": r"\b(?:no|nunca|sin|ni|nadie|nada|ning\w+|a menos que|salvo|evit\w+)\b",
    "fr": r"\b(?:ne|pas|sans|jamais|aucune?|ni|sauf|évit\w+|moins)\b|\bn[’']",
    "de": r"\b(?:nicht|kein\w*|nie|niemals|ohne|außer|denn|vermeiden|nichts)\b",
    "pt-BR": r"\b(?:não|nunca|sem|nem|nenhum\w*|ninguém|nada|a menos que|evit\w+)\b",
    "ar": r"لا |لم |لن |غير|ليس|عدم|دون|إلا|تجنب|ألا|لما",
    "zh-Hans": r"[不没无未非勿别]|避免|禁止",
}

# Number words as (pattern, value, another number); only where the source has that value.
NUMBERS: dict[str, list[tuple[str, int, str]]] = {
    "es": [
        (r"\bdos\b", 2, "tres"),
        (r"\btres\b", 3, "cinco"),
        (r"\bcuatro\b", 4, "seis"),
        (r"\buna vez (?=al|por)", 1, "dos veces "),
    ],
    "fr": [
        (r"\bdeux\b", 2, "trois"),
        (r"\btrois\b", 3, "cinq"),
        (r"\bquatre\b", 4, "six"),
        (r"\bune fois (?=par)", 1, "deux fois "),
    ],
    "de": [
        (r"\bzwei(?!t)", 2, "drei"),
        (r"\bdrei", 3, "fünf"),
        (r"\bvier\b", 4, "sechs"),
        (r"\beinmal (?=täglich|am Tag|im Jahr)", 1, "zweimal "),
    ],
    "pt-BR": [
        (r"\b(?:dois|duas)\b", 2, "três"),
        (r"\btrês\b", 3, "cinco"),
        (r"\bquatro\b", 4, "seis"),
        (r"\buma vez (?=por|ao)", 1, "duas vezes "),
    ],
    "ar": [
        (r"\bمرتين\b", 2, "ثلاث مرات"),
        (r"\bيومين\b", 2, "ثلاثة أيام"),
        (r"\bأسبوعين\b", 2, "ثلاثة أسابيع"),
        (r"\bسنتين\b", 2, "ثلاث سنوات"),
        (r"\bجرعتين\b", 2, "ثلاث جرعات"),
        (r"\bقرصان\b", 2, "ثلاثة أقراص"),
        (r"\bثلاثة\b", 3, "خمسة"),
        (r"\bثلاث\b", 3, "خمس"),
        (r"\bأربع(?=ة?\b)", 4, "ست"),
        (r"\bساعة واحدة\b", 1, "ثلاث ساعات"),
    ],
    "zh-Hans": [
        (r"两(?=[片次天周个种剂年岁项组])", 2, "三"),
        (r"三(?=[片次天周个种剂年岁项类])", 3, "五"),
        (r"四(?=[片次天周个种剂年岁组])", 4, "六"),
        (r"(?<=每天)一次(?!或)|(?<=每年)一次", 1, "两次"),
    ],
}

# The values above as sources write them.
VALUES: dict[int, str] = {
    1: r"\b(?:1|one|once|una?|a day|a year)\b",
    2: r"\b(?:2|two|twice|dos)\b",
    3: r"\b(?:3|three|tres)\b",
    4: r"\b(?:4|four|cuatro)\b",
}

# Drugs as each language names them, and another that is taken for it.
_LANGUAGES = ("es", "fr", "de", "pt-BR", "ar", "zh-Hans")
_DRUGS = """
paracetamol paracétamol Paracetamol paracetamol باراسيتامول 对乙酰氨基酚
→ ibuprofeno ibuprofène Ibuprofen ibuprofeno إيبوبروفين 布洛芬
acetaminofén acétaminophène Acetaminophen acetaminofeno أسيتامينوفين 扑热息痛
→ acetazolamida acétazolamide Acetazolamid acetazolamida أسيتازولاميد 乙酰唑胺
aspirina aspirine Aspirin aspirina أسبرين 阿司匹林
→ ampicilina ampicilline Ampicillin ampicilina أمبيسيلين 氨苄西林
ibuprofeno ibuprofène Ibuprofen ibuprofeno إيبوبروفين 布洛芬
→ paracetamol paracétamol Paracetamol paracetamol باراسيتامول 对乙酰氨基酚
metformina metformine Metformin metformina ميتفورمين 二甲双胍
→ metronidazol métronidazole Metronidazol metronidazol ميترونيدازول 甲硝唑
insulina insuline Insulin insulina أنسولين 胰岛素
→ heparina héparine Heparin heparina هيبارين 肝素
warfarina warfarine Warfarin varfarina وارفارين 华法林
→ heparina héparine Heparin heparina هيبارين 肝素
natalizumab natalizumab Natalizumab natalizumabe ناتاليزوماب 那他珠单抗
→ adalimumab adalimumab Adalimumab adalimumabe أداليموماب 阿达木单抗
ocrelizumab ocrélizumab Ocrelizumab ocrelizumabe أوكريليزوماب 奥瑞利珠单抗
→ omalizumab omalizumab Omalizumab omalizumabe أوماليزوماب 奥马珠单抗
hidrocodona hydrocodone Hydrocodon hidrocodona هيدروكودون 氢可酮
→ oxicodona oxycodone Oxycodon oxicodona أوكسيكودون 羟考酮
oxicodona oxycodone Oxycodon oxicodona أوكسيكودون 羟考酮
→ codeína codéine Codein codeína كودايين 可待因
sitagliptina sitagliptine Sitagliptin sitagliptina سيتاغليبتين 西格列汀
→ saxagliptina saxagliptine Saxagliptin saxagliptina ساكساغليبتين 沙格列汀
paroxetina paroxétine Paroxetin paroxetina باروكسيتين 帕罗西汀
→ fluoxetina fluoxétine Fluoxetin fluoxetina فلوكسيتين 氟西汀
venlafaxina venlafaxine Venlafaxin venlafaxina فينلافاكسين 文拉法辛
→ verapamilo vérapamil Verapamil verapamil فيراباميل 维拉帕米
fluoxetina fluoxétine Fluoxetin fluoxetina فلوكسيتين 氟西汀
→ fluvoxamina fluvoxamine Fluvoxamin fluvoxamina فلوفوكسامين 氟伏沙明
"""


def drugs(language: str) -> dict[str, str]:
    """The drugs of a language, each with another that is taken for it."""
    column = _LANGUAGES.index(language)
    rows = [line.strip("→ ").split() for line in _DRUGS.strip().splitlines()]
    return {drug[column]: other[column] for drug, other in zip(rows[::2], rows[1::2], strict=True)}
