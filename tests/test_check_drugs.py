"""`check_drugs`, with sentences as such texts are really written: right ones stay silent, wrong ones are told."""

import pytest

from syndicate.model import Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.checks.drugs import check_drugs
from syndicate.translation.checks.pair import Pair
from syndicate.translation.glossary import NO_TERMS, Glossary, Term

RIGHT = {
    ("en", "es"): [
        ("Acetaminophen lowers a fever.", "El paracetamol baja la fiebre."),
        ("Acetaminophen lowers a fever.", "El acetaminofén baja la fiebre."),
        ("Take ibuprofen with food. Ibuprofen can upset the stomach.", "Tome el ibuprofeno con comida; puede irritar."),
        ("Natalizumab takes 1 hour, ocrelizumab 2 hours.", "Ocrelizumab tarda 2 horas y natalizumab 1 hora."),
        ("Insulin resistance is common.", "La resistencia insulínica es frecuente."),
        ("Drink decaffeinated coffee, without caffeine.", "Tome café descafeinado."),
        ("Trimethoprim-sulfamethoxazole can cause a rash.", "El cotrimoxazol puede causar sarpullido."),
        ("Co-trimoxazole can cause a rash.", "La trimetoprima con sulfametoxazol puede causar sarpullido."),
        ("Ask about Tylenol.", "Pregunte por el paracetamol (Tylenol)."),
        ("Some people take it with food.", "Algunas personas toman la metformina con comida."),
        ("GLP-1 drugs help.", "Los análogos del péptido similar al glucagón ayudan."),
        (
            "Clopidogrel and aspirin thin the blood.",
            "El ácido acetilsalicílico y el clopidogrel hacen la sangre más fluida.",
        ),
        ("Statins lower cholesterol.", "Las estatinas bajan el colesterol."),
        ("A new antibody, foobarizumab, may help.", "Un anticuerpo nuevo, el foobarizumab, puede ayudar."),
        ("Methotrexate once a week", "Metotrexate una vez por semana"),
    ],
    ("en", "fr"): [
        ("Ocrelizumab is given every 6 months.", "L’ocrélizumab est administré tous les 6 mois."),
        ("Do not mix ibuprofen and aspirin.", "Ne prenez pas d’aspirine avec l’ibuprofène."),
        ("Use your nitroglycerin spray.", "Utilisez votre spray de trinitrine."),
        ("Choose caffeine-free drinks.", "Choisissez des boissons décaféinées."),
        ("Dimethyl fumarate can cause flushing.", "Le fumarate de diméthyle peut provoquer des bouffées de chaleur."),
        ("Take foobarinib.", "Prenez du foobarinib."),
        ("Interferon beta-1a injections", "les injections d’interféron bêta-1a"),
    ],
    ("en", "de"): [
        ("Your ocrelizumab infusion", "Ihre Ocrelizumabinfusion"),
        ("Keep insulin cold.", "Bewahren Sie Humaninsulin kühl auf."),
        ("Codeine and cetirizine", "Kodein und Cetirizin"),
        ("The effect of metformin", "Die Wirkung des Metformins"),
        ("Take aspirin only if told to.", "Nehmen Sie ASS nur auf Anweisung ein."),
        ("Use your nitroglycerin spray.", "Verwenden Sie Ihr Nitro-Spray."),
        ("Hydroxychloroquine and chloroquine", "Hydroxychloroquin und Chloroquin"),
        ("Folic acid protects the baby.", "Folsäure schützt das Baby."),
        ("Use your epinephrine pen.", "Verwenden Sie Ihren Adrenalin-Pen."),
    ],
    ("en", "pt-BR"): [
        ("Natalizumab and ocrelizumab", "O natalizumabe e o ocrelizumabe"),
        ("Anthracyclines such as doxorubicin", "As antraciclinas, como a doxorrubicina"),
        ("Take warfarin at night.", "Tome a varfarina à noite."),
        ("interferon beta-1a", "betainterferona 1a"),
        ("Losartan protects the kidneys.", "A losartana protege os rins."),
        ("Dipyrone lowers a fever.", "A dipirona baixa a febre."),
    ],
    ("en", "ar"): [
        ("Take acetaminophen with water.", "تناول الباراسيتامول مع الماء."),
        ("Before ocrelizumab", "قبل تلقي أوكرليزوماب"),
        ("Penicillins and tetracyclines", "البنسلينات والتتراسيكلينات"),
        ("Insulin and metformin", "الأنسولين والميتفورمين"),
        ("Folic acid protects the baby.", "يحمي حمض الفوليك الجنين."),
        ("Ask about levothyroxine.", "اسأل عن الليفوثايروكسين."),
        ("Ask about ocrelizumab.", "اسأل عن دواء ocrelizumab."),
        ("Ask about foobarizumab.", "اسأل عن فوباريزوماب."),
    ],
    ("en", "zh-Hans"): [
        ("Do not take acetaminophen.", "请勿服用对乙酰氨基酚（扑热息痛）。"),
        ("Beta blockers slow the heart.", "β肾上腺素受体阻滞剂会减慢心率。"),
        ("Insulin-like growth factor", "胰岛素样生长因子"),
        ("Aspirin is also called acetylsalicylic acid.", "阿司匹林又称乙酰水杨酸。"),
        ("Trimethoprim-sulfamethoxazole can cause a rash.", "复方新诺明可能引起皮疹。"),
        ("Natalizumab or ocrelizumab", "那他珠单抗或奥瑞利珠单抗"),
        ("Epinephrine comes from the adrenal gland.", "肾上腺素来自肾上腺。"),
        ("Levothyroxine is a thyroid hormone.", "左甲状腺素是一种甲状腺激素（甲状腺素）。"),
        ("Ask about foobarizumab.", "请咨询这种新的抗体。"),
    ],
    ("es", "en"): [
        ("No dé paracetamol, aspirina ni ibuprofeno.", "Do not give acetaminophen, aspirin, or ibuprofen."),
        ("Tómelo con comida.", "Take metformin with food."),
    ],
    ("es", "fr"): [("El paracetamol no baja la fiebre.", "Le paracétamol ne fait pas baisser la fièvre.")],
    ("en", "pl"): [("Take ibuprofen.", "Proszę przyjmować paracetamol.")],
    ("pl", "es"): [("Proszę przyjmować ibuprofen.", "Tome paracetamol.")],
}
WRONG = {
    ("en", "es"): [
        ("Ask about natalizumab.", "Pregunte por el rituximab.", "missing: natalizumab; not in the source: rituximab"),
        ("Ask about natalizumab.", "Pregunte por el medicamento.", "missing: natalizumab"),
        ("Take hydroxyzine.", "Tome hidralazina.", "missing: hydroxyzine; not in the source: hidralazina"),
        (
            "Take natalizumab. It helps.",
            "El natalizumab ayuda más que el ocrelizumab.",
            "not in the source: ocrelizumab",
        ),
        ("Metformin helps.", "La metfromina ayuda.", "“metfromina” is not how metformin is written"),
        (
            "Natalizumab is strong. Natalizumab helps.",
            "El natalizumab es fuerte. El nataluzimab ayuda.",
            "“nataluzimab”",
        ),
        ("Ask about omeprazole.", "Pregunte por omeprazole.", "“omeprazole” is not how omeprazole is written"),
        (
            "Ask about foobarizumab.",
            "Pregunte por el fobozarimab.",
            "missing: foobarizumab; not in the source: fobozarimab",
        ),
        ("Call if you feel dizzy.", "Llame si se marea con la metformina.", "not in the source: metformina"),
        ("Insulin helps.", "La metformina ayuda.", "missing: Insulin; not in the source: metformina"),
        (
            "Natalizumab takes 1 hour, ocrelizumab 2 hours.",
            "Ocrelizumab tarda 1 hora y natalizumab 2 horas.",
            "Ocrelizumab and natalizumab stand the other way round",
        ),
    ],
    ("en", "fr"): [
        ("Take tramadol.", "Prenez de la trazodone.", "missing: tramadol; not in the source: trazodone"),
        ("Ask about infliximab.", "Renseignez-vous sur l’infliximub.", "“infliximub” is not how infliximab is written"),
    ],
    ("en", "de"): [
        ("Take prednisone.", "Nehmen Sie Prednisolon.", "missing: prednisone; not in the source: Prednisolon"),
        ("Azathioprine is strong.", "Azathiopirn ist stark.", "“Azathiopirn”"),
        ("Take esomeprazole.", "Nehmen Sie Omeprazol.", "missing: esomeprazole; not in the source: Omeprazol"),
    ],
    ("en", "pt-BR"): [
        ("Trastuzumab helps.", "O trastuzumab ajuda.", "“trastuzumab” is not how trastuzumab is written"),
        ("Losartan helps.", "A loratadina ajuda.", "missing: Losartan; not in the source: loratadina"),
    ],
    ("en", "ar"): [
        ("Take rituximab.", "تناول ناتاليزوماب.", "missing: rituximab; not in the source: ناتاليزوماب"),
        ("Take natalizumab.", "تناول ناتالوزيماب.", "missing: natalizumab"),
        ("Take metformin.", "تناول الميتفورمين ثم الميتفورتين.", "“الميتفورتين” is not how metformin is written"),
    ],
    ("en", "zh-Hans"): [
        ("Take hydroxyzine.", "服用肼屈嗪。", "missing: hydroxyzine; not in the source: 肼屈嗪"),
        ("Take ibuprofen.", "服用布洛酚。", "“布洛酚” is not how ibuprofen is written"),
        ("Take prednisone.", "服用泼尼松龙。", "missing: prednisone; not in the source: 泼尼松龙"),
        ("Take metformin.", "服用二甲双胍。二双甲胍有效。", "“二双甲胍” is not how metformin is written"),
    ],
    ("es", "en"): [
        ("No dé paracetamol.", "Do not give ibuprofen.", "missing: paracetamol; not in the source: ibuprofen")
    ],
}


def run(
    source: str, target: str, languages: tuple[str, str], glossary: Glossary = NO_TERMS, role: str = "body"
) -> list[Problem]:
    translation = Translation(target, State.REVIEWED)
    return list(check_drugs(Pair(Segment(role, Text(source)), translation, *languages, glossary)))


@pytest.mark.parametrize(
    ("languages", "source", "target"), [(languages, *pair) for languages, pairs in RIGHT.items() for pair in pairs]
)
def test_a_right_sentence_is_left_alone(languages: tuple[str, str], source: str, target: str) -> None:
    assert [str(problem) for problem in run(source, target, languages)] == []


@pytest.mark.parametrize(
    ("languages", "source", "target", "message"),
    [(languages, *pair) for languages, pairs in WRONG.items() for pair in pairs],
)
def test_a_wrong_sentence_is_told(languages: tuple[str, str], source: str, target: str, message: str) -> None:
    (problem,) = run(source, target, languages)
    assert message in problem.message
    assert (problem.code, problem.severity, problem.blocking) == ("drugs-differ", Severity.ERROR, True)


def test_the_advice_names_the_form_to_write() -> None:
    (problem,) = run("Take warfarin.", "Tome warfarin.", ("en", "pt-BR"))
    assert problem.advice == "write varfarina or warfarina"
    (problem,) = run("Call him.", "Llámelo por la metformina.", ("en", "es"))
    assert problem.advice == "name the drugs of the source, and no others"


def test_what_the_glossary_has_agreed_on_is_right() -> None:
    terms = Term("drug", "ocrelizumab", "欧瑞单抗"), Term("term", "blood thinner", "华法林等抗凝药")
    agreed = Glossary("zh-Hans", terms)
    assert run("Before ocrelizumab", "使用欧瑞单抗前", ("en", "zh-Hans"), agreed) == []
    assert run("Blood thinners", "华法林等抗凝药", ("en", "zh-Hans"), agreed) == []
    assert len(run("Before ocrelizumab", "使用利妥昔单抗前", ("en", "zh-Hans"), agreed)) == 1


def test_an_address_of_another_language_may_name_anything() -> None:
    assert run("https://example.org/a", "https://example.org/b?ibuprofen", ("en", "es"), role="link.url") == []


@pytest.mark.parametrize(
    "target", ["Ocrelizumab tarda una hora y natalizumab dos.", "Natalizumab: 1 h. Ocrelizumab: 2 h."]
)
def test_where_numbers_are_words_or_drugs_stand_as_in_the_source_nothing_is_turned_round(target: str) -> None:
    assert run("Natalizumab takes 1 hour, ocrelizumab 2 hours.", target, ("en", "es")) == []
