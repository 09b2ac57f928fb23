"""The words of a certificate in each language that has them; English stands in for the others.

They never say who the learner is (no gender), and never more than was done: "has completed".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent


@dataclass(frozen=True, slots=True)
class Words:
    """`modules` and `hours` by plural form; `locale` writes dates and numbers."""

    locale: str
    language: str
    title: str
    before: str
    after: str
    modules: Mapping[str, str]
    hours: Mapping[str, str]
    facts: str
    facts_unscored: str
    completed: str
    issued: str
    expires: str
    code: str
    serial: str
    check: str
    specimen: str
    specimen_note: str

    @property
    def rtl(self) -> bool:
        return Locale.parse(self.locale).text_direction == "rtl"

    def day(self, day: date) -> str:
        """A date written out: 9 June 2018."""
        return format_date(day, "long", locale=self.locale)

    def summary(self, modules: int, hours: float, pass_mark: float) -> str:
        """What was done, in one sentence; `hours` of learning, `pass_mark` a share 0..1, 0 without a quiz."""
        facts = self.facts if pass_mark else self.facts_unscored
        return facts.format(
            modules=self._count(self.modules, modules),
            hours=self._count(self.hours, hours),
            mark=format_percent(pass_mark, locale=self.locale),
        )

    def _count(self, forms: Mapping[str, str], number: float) -> str:
        form = Locale.parse(self.locale).plural_form(number)
        return forms.get(form, forms["other"]).format(
            n=format_decimal(number, "#,##0.##", locale=self.locale)
        )


ENGLISH = Words(
    locale="en_GB",
    language="en",
    title="Certificate of completion",
    before="This is to confirm that",
    after="has completed the self-paced course",
    modules={"one": "{n} module", "other": "{n} modules"},
    hours={"one": "{n} hour of learning", "other": "{n} hours of learning"},
    facts="{modules}, {hours}, each quiz passed with {mark} or more.",
    facts_unscored="{modules}, {hours}.",
    completed="Completed on {date}.",
    issued="Issued on {date}",
    expires="Valid until {date}",
    code="Certificate code",
    serial="No. {serial}",
    check="Check it at",
    specimen="Specimen",
    specimen_note="Shows how the certificate will look. It certifies nothing.",
)
FRENCH = Words(
    locale="fr",
    language="fr",
    title="Attestation d’achèvement",
    before="Il est attesté que",
    after="a suivi jusqu’au bout le cours en autoformation",
    modules={"one": "{n} module", "other": "{n} modules"},
    hours={"one": "{n} heure d’apprentissage", "other": "{n} heures d’apprentissage"},
    facts="{modules}, {hours}, chaque quiz réussi avec {mark} ou plus.",
    facts_unscored="{modules}, {hours}.",
    completed="Cours achevé le {date}.",
    issued="Délivrée le {date}",
    expires="Valable jusqu’au {date}",
    code="Code de l’attestation",
    serial="Nº {serial}",
    check="À vérifier sur",
    specimen="Spécimen",
    specimen_note="Montre l’aspect de l’attestation. N’atteste rien.",
)
SPANISH = Words(
    locale="es",
    language="es",
    title="Constancia de finalización",
    before="Se hace constar que",
    after="ha completado el curso de aprendizaje autónomo",
    modules={"one": "{n} módulo", "other": "{n} módulos"},
    hours={"one": "{n} hora de aprendizaje", "other": "{n} horas de aprendizaje"},
    facts="{modules}, {hours}, cada cuestionario superado con {mark} o más.",
    facts_unscored="{modules}, {hours}.",
    completed="Completado el {date}.",
    issued="Expedida el {date}",
    expires="Válida hasta el {date}",
    code="Código de la constancia",
    serial="N.º {serial}",
    check="Compruébela en",
    specimen="Muestra",
    specimen_note="Enseña el aspecto de la constancia. No acredita nada.",
)
ARABIC = Words(
    locale="ar",
    language="ar",
    title="شهادة إتمام",
    before="تُمنح هذه الشهادة إلى",
    after="لإتمام الدورة الذاتية التعلّم",
    modules={
        "one": "وحدة واحدة",
        "two": "وحدتان",
        "few": "{n} وحدات",
        "many": "{n} وحدة",
        "other": "{n} وحدة",
    },
    hours={
        "one": "ساعة تعلّم واحدة",
        "two": "ساعتا تعلّم",
        "few": "{n} ساعات تعلّم",
        "many": "{n} ساعة تعلّم",
        "other": "{n} ساعة تعلّم",
    },
    facts="{modules}، {hours}، واجتياز كل اختبار بنسبة {mark} أو أكثر.",
    facts_unscored="{modules}، {hours}.",
    completed="اكتملت الدورة في {date}.",
    issued="صدرت في {date}",
    expires="صالحة حتى {date}",
    code="رمز الشهادة",
    serial="الرقم {serial}",
    check="للتحقق منها",
    specimen="نموذج",
    specimen_note="يبيّن شكل الشهادة، ولا يُثبت شيئًا.",
)
LANGUAGES: Mapping[str, Words] = {words.language: words for words in (ENGLISH, FRENCH, SPANISH, ARABIC)}


def words(language: str) -> Words:
    """The words for a language tag such as "fr" or "fr-CA"; English when we have none."""
    return LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)


def han(name: str, language: str) -> str:
    """The language whose forms of Chinese characters a name is printed in; "" for a name that has none.

    By its own letters when it has kana or hangul, else the sheet's, else Chinese as on the mainland.
    """
    if re.search("[\u3040-\u30ff]", name):
        return "ja"
    if re.search("[\uac00-\ud7a3]", name):
        return "ko"
    if not re.search("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", name):
        return ""
    if language[:2] in ("ja", "ko"):
        return language
    return "zh-TW" if re.search("hant|tw|hk|mo", language, re.IGNORECASE) else "zh-CN"
