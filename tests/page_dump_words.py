"""The words of our own page, in two languages. ``⟦code⟧`` marks where an irregularity begins (page_dumps.py)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The page in one language."""

    title: str
    titled_short: str  # with an abbreviation that is explained later
    dates: dict[str, str]  # labels
    author: str
    date_in_words: str
    lead: str
    sections: tuple[tuple[str, str], ...]
    hard: str
    abbreviated: str
    faq: tuple[tuple[str, str], ...]
    takeaways: tuple[str, ...]
    call: str
    related: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]  # authors, title in sentence case, title in title case
    disclaimer: str
    labels: dict[str, str]


EN = Words(
    title="Asthma Inhalers: How to Make Every Puff Count",
    titled_short="Your ⟦abbr-undefined⟧MDI: How to Make Every Puff Count",
    dates={"published": "Published", "updated": "Last updated", "reviewed": "Medically reviewed"},
    author="By Ada Marlowe",
    date_in_words="Mar 05, 2024",
    lead="A metered-dose inhaler (MDI) helps only when the puff gets down to your lungs. Small habits do a lot.",
    sections=(
        (
            "What Does a Spacer Do?",
            "A spacer is a tube that you put on your MDI. It holds the puff while you breathe in. In the FAQ below we "
            "say how to wash it. It helps in stage II and in stage IV of the plan.",
        ),
        (
            "Before You Start",
            "Shake the inhaler. Make sure that the mouthpiece is clean. Ask Dr. Reed or your nurse to show you how. "
            "Contact Poison Control to learn more if a child has used it. Do NOT hurry.",
        ),
        ("After the Last Puff", "Wait half a minute if you need one more. Then rinse your mouth. Put the cap on."),
    ),
    hard=(
        " Inhalation technique deteriorates considerably without periodic reassessment, and persistent mishandling of "
        "pressurized devices contributes substantially to uncontrolled respiratory symptoms, unnecessary "
        "hospitalizations, and inappropriate escalation of pharmacological treatment among individuals whose "
        "underlying inflammation would otherwise have responded satisfactorily to conventional preventive "
        "medication administered according to internationally recommended multidisciplinary recommendations."
    ),
    abbreviated=" Some people get the drug through an ⟦abbr-undefined⟧IV in the hospital.",
    faq=(
        ("How often do I wash my spacer?", "Once a week in warm water is fine for most people."),
        ("Can I lend my inhaler to a friend?", "No, the dose was chosen for you alone."),
        ("What if I feel no spray?", "Test one puff in the air, away from your face."),
        ("Does cold air harm it?", "Keep it in a warm pocket on cold days."),
        ("How do I know that it is empty?", "Look at the dose counter on the back."),
    ),
    takeaways=("Use a spacer when you can.", "Rinse your mouth after each dose.", "Shake it first."),
    call="Visit Breathwell to learn more about spacers and masks.",
    related=("Hay Fever in Spring", "Peak Flow at Home"),
    references=(
        (
            "Marlow T, Iversen K.",
            "Spacer use and lung deposit in older adults.",
            "Spacer Use and Lung Deposit in Older Adults.",
        ),
        ("Okafor P, et al.", "Washing of soft plastic tubes at home.", "Washing of Soft Plastic Tubes at Home."),
        ("Lindqvist S.", "Cold weather and the spray of small cans.", "Cold Weather and the Spray of Small Cans."),
    ),
    disclaimer="Talk with your own care team before you change a treatment.",
    labels={
        "contents": "Contents",
        "faq": "Frequently Asked Questions",
        "takeaways": "Key Takeaways",
        "related": "Related Articles",
        "references": "References",
    },
)
ES = Words(
    title="Inhaladores para el asma: que cada dosis cuente",
    titled_short="Su ⟦abbr-undefined⟧IDM: que cada dosis cuente",
    dates={"published": "Publicado", "updated": "Última actualización", "reviewed": "Revisión médica"},
    author="Por Ada Marlowe",
    date_in_words="5 de marzo de 2024",
    lead="Un inhalador de dosis medida (IDM) ayuda solo si la dosis llega al pulmón. Los hábitos valen mucho.",
    sections=(
        (
            "¿Para qué sirve la cámara?",
            "La cámara es un tubo que se pone en el IDM. Guarda la dosis mientras usted toma aire. Sirve en la fase II "
            "y en la fase IV del plan.",
        ),
        (
            "Antes de empezar",
            "Agite el tubo. Mire que la boca esté limpia. Pida a la Dra. Rey que le enseñe cómo se hace. NO corra. "
            "Contacte con Toxicología para saber más si un niño lo ha usado.",
        ),
        ("Al terminar", "Espere medio minuto si le toca otra dosis. Luego lave la boca con agua. Ponga la tapa."),
    ),
    hard=(
        " La técnica inhalatoria empeora considerablemente sin reevaluaciones periódicas, y la manipulación "
        "inadecuada persistente de dispositivos presurizados contribuye sustancialmente a síntomas respiratorios "
        "descontrolados, hospitalizaciones innecesarias y escalamientos farmacológicos inapropiados entre personas "
        "cuya inflamación subyacente habría respondido satisfactoriamente a medicamentos preventivos convencionales "
        "administrados siguiendo recomendaciones internacionales multidisciplinarias."
    ),
    abbreviated=" A veces se da el fármaco por ⟦abbr-undefined⟧IV en el hospital.",
    faq=(
        ("¿Cada cuánto lavo la cámara?", "Una vez por semana con agua tibia basta casi siempre."),
        ("¿Puedo prestar mi inhalador?", "No, la dosis se eligió solo para usted."),
        ("¿Y si no noto nada?", "Pruebe una dosis al aire, lejos de la cara."),
        ("¿Le hace daño el frío?", "Guárdelo en un bolso en los días de frío."),
        ("¿Cómo sé que está vacío?", "Mire el contador que lleva detrás."),
    ),
    takeaways=("Use la cámara siempre que pueda.", "Lave la boca tras cada dosis.", "Agite antes."),
    call="Visite Breathwell para saber más sobre las cámaras.",
    related=("Alergia en primavera", "El flujo máximo en casa"),
    references=EN.references,
    disclaimer="Hable con su equipo de salud antes de cambiar un tratamiento.",
    labels={
        "contents": "Contenido",
        "faq": "Preguntas frecuentes",
        "takeaways": "Puntos clave",
        "related": "Artículos relacionados",
        "references": "Referencias",
    },
)
PAGES = {"en": EN, "es": ES}
