"""`check_abbreviations`, with sentences as such texts are really written, and the table itself."""

import pytest

from syndicate.model import Problem, Segment, State, Text, Translation
from syndicate.translation.checks.abbreviations import check_abbreviations
from syndicate.translation.checks.pair import Pair
from syndicate.translation.glossary import NO_TERMS, Glossary, Term
from syndicate.translation.medicine.abbreviations import abbreviations

RIGHT = {
    ("en", "es"): [
        ("MS can cause fatigue.", "La EM puede causar fatiga."),
        ("Living with MS", "Vivir con esclerosis múltiple"),
        ("multiple sclerosis (MS)", "esclerosis múltiple (EM, o MS por sus siglas en inglés)"),
        ("a CT scan and an MRI", "una tomografía computarizada y una resonancia magnética"),
        ("IV antibiotics", "antibióticos por vía intravenosa"),
        ("Start an IV line.", "Le pondrán un suero."),
        ("stage IV cancer, and types III and IV", "cáncer en estadio IV, y tipos III y IV"),
        ("HIV/AIDS", "VIH/sida"),
        ("over-the-counter (OTC) medicines", "medicamentos de venta libre"),
        ("NSAIDs and ACE inhibitors", "los antiinflamatorios y los inhibidores de la ECA"),
        ("Your A1C is high.", "Su hemoglobina A1c está alta."),
        ("The label says <i>ER</i> or <i>XR</i>.", "La etiqueta dice <i>ER</i> o <i>XR</i>."),
        ("WHO SHOULD NOT TAKE IT", "QUIÉN NO DEBE TOMARLO"),
        ("It is safe for US patients.", "Es seguro para los pacientes de EE. UU."),
        ("Your XYZ level", "Su nivel de XYZ"),
    ],
    ("en", "fr"): [
        ("MS relapses", "les poussées de SEP"),
        ("Go to the ER.", "Allez aux urgences."),
        ("a CT scan", "un scanner"),
        ("start CPR", "commencez le massage cardiaque"),
        ("chronic obstructive pulmonary disease (COPD)", "la bronchopneumopathie chronique obstructive (BPCO)"),
        ("PTSD and OCD", "le trouble de stress post-traumatique et les TOC"),
    ],
    ("en", "de"): [
        ("MS often starts early.", "MS beginnt oft früh."),
        ("You get fluids by IV.", "Sie bekommen Flüssigkeit über einen Tropf."),
        ("UTI symptoms", "Anzeichen einer Blasenentzündung"),
        ("ADHD", "Aufmerksamkeitsdefizit-/Hyperaktivitätsstörung"),
        ("an MRI scan", "eine Kernspintomographie"),
        ("a DVT", "eine tiefe Beinvenenthrombose"),
    ],
    ("en", "pt-BR"): [
        ("HIV and AIDS", "HIV e aids"),
        ("the ICU", "a UTI"),
        ("People with UTIs", "Pessoas com infecções urinárias"),
        ("Go to the ER.", "Vá ao pronto-socorro."),
        ("Your BMI", "Seu índice de massa corporal (IMC)"),
    ],
    ("en", "ar"): [
        ("MS affects young people.", "يصيب التصلب المتعدد الشباب."),
        ("You may need an MRI.", "قد تحتاج إلى تصوير بالرنين المغناطيسي."),
        ("People with TB", "المصابون بالسل"),
        ("STIs", "الأمراض المنقولة جنسيًا"),
        ("ACE inhibitors", "مثبطات الإنزيم المحوِّل للأنجيوتنسين"),
        ("PTSD", "اضطراب ما بعد الصدمة"),
        ("The WHO says", "تقول WHO"),
    ],
    ("en", "zh-Hans"): [
        ("MS can cause fatigue.", "MS可能引起疲劳。"),
        ("MS can cause fatigue.", "多发性硬化症可能引起疲劳。"),
        ("Go to the ER.", "请去急诊室。"),
        ("start CPR", "开始心肺复苏"),
        ("IV fluids", "静脉输液"),
    ],
    ("es", "en"): [("El VIH no es el sida.", "HIV is not AIDS."), ("Consejos de la OMS", "Advice of the WHO")],
    ("es", "de"): [("la EPOC y la EM", "COPD und MS")],
    ("en", "pl"): [("Living with MS", "Życie z SM")],
}
WRONG = {
    ("en", "es"): [
        ("MS can cause fatigue.", "La señora puede causar fatiga.", "nothing stands for “MS”"),
        ("MS can cause fatigue.", "MS puede causar fatiga.", "“MS” stands as in the source"),
        ("multiple sclerosis (MS)", "esclerosis múltiple (MS)", "“MS” stands as in the source"),
        (
            "progressive multifocal leukoencephalopathy (PML)",
            "leucoencefalopatía multifocal progresiva (LPM)",
            "“LPM” stands for “PML”",
        ),
        ("LDL cholesterol", "colesterol HDL", "nothing stands for “LDL”"),
        ("PML", "PML", "“PML” stands as in the source"),
    ],
    ("en", "fr"): [
        ("Living with HIV", "Vivre avec le HIV", "“HIV” stands as in the source"),
        ("Living with MS", "Vivre avec Mme", "nothing stands for “MS”"),
    ],
    ("en", "de"): [("UTI symptoms", "Anzeichen einer UTI", "“UTI” stands"), ("your CNS", "Ihr CNS", "“CNS” stands")],
    ("en", "pt-BR"): [
        ("UTI symptoms", "Sintomas de UTI", "“UTI” stands as in the source"),
        ("HIV is treatable.", "A AIDS tem tratamento.", "nothing stands for “HIV”"),
    ],
    ("en", "ar"): [("MS affects young people.", "السيدة تصيب الشباب.", "nothing stands for “MS”")],
    ("en", "zh-Hans"): [("PML is rare.", "脑炎很少见。", "nothing stands for “PML”")],
    ("es", "en"): [("Vivir con EM", "Living with EM", "“EM” stands as in the source")],
}


def run(source: str, target: str, languages: tuple[str, str], glossary: Glossary = NO_TERMS) -> list[Problem]:
    return list(
        check_abbreviations(
            Pair(Segment("body", Text(source)), Translation(target, State.REVIEWED), *languages, glossary)
        )
    )


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
    assert (problem.code, problem.blocking) == ("abbreviation-differs", True)


def test_the_advice_names_the_form_to_write() -> None:
    (problem,) = run("Ask about MS.", "Pregunte por la MS.", ("en", "es"))
    assert problem.advice == "write EM, or write it out"


def test_the_glossary_goes_before_the_table_and_knows_more() -> None:
    terms = Term("abbreviation", "MRI", "RNM"), Term("abbreviation", "XYZ", "ZYX", ("zeta",))
    own = Glossary("es", terms)
    assert run("an MRI", "una RNM", ("en", "es"), own) == []
    assert len(run("an MRI", "una resonancia magnética", ("en", "es"), own)) == 1
    assert run("XYZ", "ZYX", ("en", "es"), own) == run("XYZ", "zeta", ("en", "es"), own) == []
    assert [problem.message for problem in run("XYZ", "XYZ", ("en", "es"), own)] == ["“XYZ” stands as in the source"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MS, MRIs and ms", ["MS", "MRIs"]),
        ("IV line, stage IV, nerves III and IV", ["IV"]),
        ("https://example.org/MS?HIV", []),
        ("WHO SHOULD NOT TAKE IT", []),
        ("PML", ["PML"]),
        ("IT, US, AM, PM, OR", []),
    ],
)
def test_abbreviations_are_whole_words_in_capitals(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in abbreviations(text, "en")] == found


def test_every_english_abbreviation_of_the_table_has_a_form_in_every_language() -> None:
    (one,) = abbreviations("MS", "en")
    assert set(one.forms) == {"en", "es", "fr", "de", "pt_BR", "ar", "zh_Hans"}
    assert abbreviations("SM", "pl") == ()
