"""Mistakes in the HTML of an entry, the same for every format: name, code of the rule that must catch it, HTML."""

ARABIC = (
    "السكتة الدماغية حالة طارئة تحدث عندما ينقطع تدفق الدم إلى جزء من الدماغ، "
    "ويجب الاتصال بالطوارئ فورا عند ظهور الأعراض"
)
SPANISH = (
    "El ictus es una urgencia que se produce cuando se corta el flujo de sangre a una parte del cerebro. "
    "Es muy importante que las personas que están con el paciente llamen a los servicios de urgencias, porque el "
    "tiempo es lo que más cuenta para su recuperación. No se debe dar de comer ni de beber al paciente, y hay que "
    "anotar la hora en la que han empezado los síntomas, para que los médicos puedan elegir el tratamiento. Con un "
    "tratamiento a tiempo, muchas de las personas que han tenido un ictus se recuperan por completo en pocos meses."
)

MISTAKES = (
    ("script", "html-unsafe-element", "<script>alert(1)</script>"),
    ("script in capitals, with a slash", "html-unsafe-element", "<SCRIPT/SRC=//evil.example></SCRIPT>"),
    ("iframe", "html-unsafe-element", '<iframe src="https://example.org/"></iframe>'),
    ("event handler", "html-unsafe-attribute", '<p onclick="alert(1)">x</p>'),
    ("event handler behind a slash", "html-unsafe-attribute", "<img/onerror=alert(1)/alt=x>"),
    ("style that runs code", "html-unsafe-attribute", '<p style="width: expression(alert(1))">x</p>'),
    ("javascript link", "url-unsafe", '<a href="javascript:alert(1)">x</a>'),
    ("javascript link in disguise", "url-unsafe", '<a href=" java&#9;script&colon;alert(1)">x</a>'),
    ("data image", "url-unsafe", '<img src="data:image/png;base64,AAAA" alt="">'),
    ("relative link", "url-not-absolute", '<a href="/en/fast">x</a>'),
    ("link without scheme", "url-not-absolute", '<a href="//example.org/fast">x</a>'),
    ("relative image", "url-not-absolute", '<img src="media/x.jpg" alt="">'),
    ("relative image in srcset", "url-not-absolute", '<img srcset="https://example.org/a.jpg 1x, b.jpg 2x" alt="">'),
    ("link with a space", "url-invalid", '<a href="https://example.org/a b">x</a>'),
    ("link to a place on the page", "url-fragment", '<a href="#note">x</a>'),
    ("unclosed element", "html-unbalanced", "<b>bold"),
    ("crossed elements", "html-unbalanced", "<b><i>x</b></i>"),
    ("end without a start", "html-unbalanced", "x</section>"),
    ("stray angle bracket", "html-malformed", "<p>if x < 3</p>"),
    ("unfinished comment", "html-malformed", "<!-- to do"),
    ("comment that ends early and hides a script", "html-unsafe-element", "<!-- --!><script>1</script> -->"),
    ("attribute with an open quote", "html-malformed", '<p title=x"y>z</p><p title="a">b</p>'),
    ("tags escaped twice", "html-double-escaped", "&lt;p&gt;Call 112&lt;/p&gt;"),
    ("entities escaped twice", "html-double-escaped-entity", "Ruiz &amp;amp; Co"),
    ("language of a part as pt_BR", "language-tag", '<span lang="pt_BR">x</span>'),
    ("reference to a control character", "control-character", "x&#11;y"),
    ("text decoded wrongly", "mojibake", "médico".encode().decode("latin-1")),
    ("text in another script", "language-script", f"<p>{ARABIC}</p>" * 20),
    ("text in another language", "language-words", f"<p>{SPANISH}</p>" * 2),
)
