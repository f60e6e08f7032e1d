"""Who speaks in the demo meeting, what they say and when. Data only.

The wording was chosen by recogniser: what the synthesiser or Whisper base misreads was rephrased,
so that the recordings measure the captions and not the voices.
"""

from dataclasses import dataclass

from demo_voices import Voice

TITLE = "Conseil municipal de Clairval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A participant of the meeting."""

    id: str
    name: str
    voice: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one person says without a long pause.

    It starts ``gap_ms`` after everybody before has finished (less than 0: before the last one has), or
    ``beside_ms`` after the turn before has started.
    """

    speaker: str
    text: str
    gap_ms: int = 600
    beside_ms: int | None = None


PEOPLE = (
    Person(id="speaker1", name="Claire Fontaine", voice=Voice(shares=(("ff_siwis", 1.0),))),
    Person(id="speaker2", name="Karim Benali", voice=Voice(shares=(("ff_siwis", 0.45), ("im_nicola", 0.55)))),
    Person(
        id="speaker3", name="Dominique Marchand", voice=Voice(shares=(("ff_siwis", 0.5), ("bm_george", 0.5)))
    ),
)

_CLAIRE, _KARIM, _DOMINIQUE = (person.id for person in PEOPLE)

TURNS = (
    Turn(
        speaker=_CLAIRE,
        gap_ms=1000,
        text="Bonsoir à toutes et à tous. Il est dix-huit heures trente, nous sommes vingt-neuf ce "
        "soir, et j'ouvre la séance du conseil municipal.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=700,
        text="Nous avons trois points à l'ordre du jour : le compte rendu de la dernière réunion, le budget de "
        "l'école Jean Moulin, et le plan de circulation du centre-ville.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=900,
        text="Je commence par le compte rendu de la séance du douze mars. Est-ce qu'il y a des remarques ?",
    ),
    Turn(speaker=_KARIM, gap_ms=500, text="Non, rien à signaler pour notre groupe."),
    Turn(
        speaker=_DOMINIQUE,
        gap_ms=400,
        text="Une petite correction, à la page quatre. C'est la rue Pasteur, et pas la rue Victor Hugo.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=600,
        text="C'est noté, nous allons corriger. Passons au vote. Qui est pour ? Vingt-sept voix. "
        "Personne n'est contre, et il y a deux abstentions. Le compte rendu est adopté.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=1000,
        text="Nous passons maintenant au budget. Karim Benali, vous avez la parole.",
    ),
    Turn(
        speaker=_KARIM,
        gap_ms=500,
        text="Merci. Le projet coûte trois cent quarante mille euros. La région finance trente pour "
        "cent de cette somme, et l'État ajoute une aide de quatre-vingt-cinq mille euros. Il "
        "reste donc cent cinquante-trois mille euros à la charge de la ville. Les travaux vont "
        "commencer le premier juillet, au début de l'été, et ils doivent durer huit semaines. "
        "Nous allons changer toutes les fenêtres, isoler le toit, et installer une rampe d'accès "
        "à l'entrée principale.",
    ),
    Turn(
        speaker=_KARIM,
        gap_ms=800,
        text="Pour la cantine, nous avons prévu une deuxième tranche de travaux, mais seulement l'année "
        "prochaine, avec un budget séparé.",
    ),
    Turn(
        speaker=_DOMINIQUE,
        gap_ms=-1400,
        text="Excusez-moi, mais l'année prochaine, c'est trop tard ! Les familles attendent depuis plus de deux "
        "ans, et il y a déjà soixante-dix-huit enfants sur la liste d'attente.",
    ),
    Turn(
        speaker=_KARIM,
        gap_ms=300,
        text="Je comprends votre colère, mais nous ne pouvons pas tout payer la même année. Les recettes de la "
        "ville ont baissé de cinq pour cent.",
    ),
    Turn(
        speaker=_DOMINIQUE,
        beside_ms=900,
        text="Ce n'est pas une question de colère, c'est une question de priorité, et vous le savez très bien.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=300,
        text="Un peu de calme, une seule personne à la fois ! Karim Benali, vous pouvez terminer.",
    ),
    Turn(
        speaker=_KARIM,
        gap_ms=600,
        text="Merci. Je propose une solution simple. La commission des finances va se réunir mardi "
        "prochain, à neuf heures. Nous pouvons étudier ensemble un emprunt de soixante mille "
        "euros sur dix ans.",
    ),
    Turn(
        speaker=_DOMINIQUE,
        gap_ms=700,
        text="D'accord. Si la commission étudie aussi la cantine, notre groupe va voter ce budget.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=500,
        text="Très bien, je m'y engage devant vous. Nous votons. Qui est pour ? Vingt-quatre voix. "
        "Qui s'oppose ? Trois voix. Des abstentions ? Deux. Le budget est adopté.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=1000,
        text="Il nous reste le plan de circulation. La rue de la République sera piétonne à partir du "
        "quinze septembre, de sept heures à vingt heures. Le stationnement restera gratuit le "
        "samedi.",
    ),
    Turn(speaker=_DOMINIQUE, gap_ms=400, text="Et pour les personnes handicapées ?"),
    Turn(
        speaker=_CLAIRE,
        gap_ms=300,
        text="Nous avons réservé douze places à moins de cent mètres de l'hôtel de ville, et une "
        "navette passera toutes les vingt minutes.",
    ),
    Turn(
        speaker=_KARIM,
        gap_ms=500,
        text="La navette coûte mille deux cents euros par semaine, et le département va payer la moitié.",
    ),
    Turn(
        speaker=_DOMINIQUE,
        gap_ms=600,
        text="Merci, c'est une bonne nouvelle. Tous les commerçants et Madame Garnier seront rassurés.",
    ),
    Turn(
        speaker=_CLAIRE,
        gap_ms=800,
        text="Merci à tous. La prochaine réunion du conseil aura lieu le jeudi vingt-trois avril. Je "
        "lève la séance à dix-neuf heures quinze. Bonne soirée !",
    ),
)
