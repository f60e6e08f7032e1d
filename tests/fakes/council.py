"""A council's speech for searching in: always the same segments, made from templates, about no real person.

Their names, towns and figures are about those of ``council_questions.txt``, so that what is asked there stands among
much that is like it.
"""

import random
from collections.abc import Iterator

_PEOPLE = (
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon",
    "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel", "Girard", "André", "Mercier",
    "Blanc", "Guérin", "Boyer", "Garnier", "Chevalier", "François", "Legrand", "Gauthier", "Perrin", "Robin",
    "Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Masson", "Marchand", "Duval", "Denis", "Dumont",
    "Marie", "Lemaire", "Noël", "Meyer", "Dufour", "Meunier", "Brun", "Blanchard", "Giraud", "Joly", "Rivière",
    "Brunet", "Gaillard", "Barbier", "Arnaud", "Martinez", "Gérard", "Roche", "Renard", "Schmitt", "Colin",
)  # fmt: skip
_TOWNS = (
    "Lyon", "Villeurbanne", "Bron", "Saint-Priest", "Vénissieux", "Saint-Fons", "Givors", "Grigny", "Mions", "Corbas",
    "Genas", "Jonage", "Limonest", "Dardilly", "Ternay", "Brignais", "Chaponost", "Francheville", "Mornant", "Anse",
    "Tarare", "Belleville", "Amplepuis", "Thizy", "Lentilly", "Brindas", "Vaugneray", "Messimy", "Soucieu", "Orliénas",
)  # fmt: skip
_THINGS = (
    "de la piscine", "de l'école élémentaire", "du collège", "de la médiathèque", "du gymnase", "de la salle des fêtes",
    "du stade", "de la crèche", "du centre social", "de la maison de santé", "du marché couvert", "de la gare routière",
    "du parc municipal", "du conservatoire", "de la cuisine centrale", "du cimetière", "de la place du village",
    "du pont", "de la rue principale", "du lycée agricole", "de la caserne", "du centre technique", "de la déchetterie",
    "du foyer de jeunes travailleurs", "de la résidence pour personnes âgées", "du théâtre", "du musée", "de l'église",
)  # fmt: skip
_WORKS = (
    "la rénovation", "l'extension", "la construction", "l'entretien", "la mise aux normes", "l'isolation",
    "la démolition", "l'aménagement", "le chauffage", "la toiture", "l'éclairage", "l'accessibilité",
)  # fmt: skip
_SUBJECTS = (
    "le budget primitif", "la décision modificative", "le compte administratif", "la fiscalité locale",
    "les transports",
    "le logement social", "la petite enfance", "les personnes âgées", "le handicap", "la voirie", "les espaces verts",
    "la culture", "le sport", "la vie associative", "la sécurité", "l'urbanisme", "le plan climat", "l'eau potable",
    "l'assainissement", "les déchets", "les ressources humaines", "le numérique", "l'insertion", "la jeunesse",
    "les marchés publics", "la commande publique", "le tourisme", "l'agriculture", "les routes départementales",
)  # fmt: skip
_GROUPS = (
    "le club de football", "le comité des fêtes", "la banque alimentaire", "l'association des parents d'élèves",
    "l'harmonie municipale", "le club de gymnastique", "l'amicale laïque", "le secours populaire", "le club de judo",
    "la chorale", "le club de pétanque", "le cyclo club", "l'association des commerçants", "la mission locale",
)  # fmt: skip
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_SPOKEN = (
    "dix mille", "quinze mille", "vingt mille", "trente-cinq mille", "quarante mille", "cent mille", "deux cent mille",
    "trois cent cinquante mille", "un million", "deux millions", "quatre-vingt mille", "soixante mille",
)  # fmt: skip
_TEMPLATES = (
    "Monsieur {person} propose d'attribuer une subvention de {sum} euros à {group} de {town}.",
    "Madame {person} demande où en sont les travaux {thing} de {town}.",
    "Je passe la parole à {person} pour présenter {subject}.",
    "La délibération sur {subject} est adoptée par {count} voix pour, {few} voix contre et {few} abstentions.",
    "Nous avons inscrit {sum} euros pour {work} {thing} en {year}.",
    "Le rapport concerne {work} {thing}, pour un montant de {sum} euros hors taxes.",
    "Merci monsieur le président, mes chers collègues, je voudrais revenir sur {subject}.",
    "Madame {person}, élue de {town}, s'inquiète de l'avenir {thing}.",
    "La commission a donné un avis favorable sur {subject} le {day} {month}.",
    "Le conseil autorise le maire à signer la convention avec {group}.",
    "Est-ce qu'il y a des questions sur {subject} ? Je n'en vois pas, je mets aux voix.",
    "Qui est contre ? Qui s'abstient ? Le rapport est adopté, je vous remercie.",
    "Les habitants de {town} attendent {work} {thing} depuis {year}.",
    "Monsieur {person} rappelle que le département finance {percent} des dépenses {thing}.",
    "Il faut que nous parlions de {subject} avec les maires de {town} et de {town2}.",
    "Le marché de travaux {thing} a été attribué à l'entreprise {person} pour {sum} euros.",
    "Je donne pouvoir à {person}, qui votera pour moi ce soir.",
    "Le procès-verbal de la séance du {day} {month} {year} est approuvé.",
    "Nous votons ce soir {sum} euros de crédits pour {subject}.",
    "Monsieur {person} ne prend pas part au vote sur {subject}.",
    "La route entre {town} et {town2} sera fermée à partir du {day} {month}.",
    "Nos agents ont travaillé tout l'été pour {work} {thing}, je tiens à les saluer.",
    "C'est une belle réalisation pour {town}, et je remercie {group}.",
    "Les conseillers municipaux de {town} ont été consultés sur {subject}.",
    "La marche du {day} {month} partira {thing} de {town}.",
    "Sur {subject}, nous avons fait des économies, de l'ordre de {percent} par rapport à {year}.",
    "Je voudrais répondre à {person} au sujet {thing}.",
    "On a reçu {count} candidatures pour le poste de directeur {thing}.",
    "Oui, très bien, je vous en prie.",
    "Merci, monsieur {person}.",
    "Y a-t-il d'autres prises de parole ?",
    "Le point suivant de l'ordre du jour concerne {subject}.",
)


def segments(many: int, seed: int = 7) -> Iterator[str]:
    """``many`` of them."""
    chance = random.Random(seed)
    for _ in range(many):
        yield _sentence(chance)


def _sentence(chance: random.Random) -> str:
    written = f"{chance.randrange(2, 900)} {chance.choice(('000', '500', '250'))}"
    percent = chance.choice(
        (f"{chance.randrange(2, 95)} %", "vingt pour cent", "trente pour cent", "la moitié")
    )
    return chance.choice(_TEMPLATES).format(
        person=chance.choice(_PEOPLE),
        town=chance.choice(_TOWNS),
        town2=chance.choice(_TOWNS),
        thing=chance.choice(_THINGS),
        work=chance.choice(_WORKS),
        subject=chance.choice(_SUBJECTS),
        group=chance.choice(_GROUPS),
        sum=chance.choice((written, chance.choice(_SPOKEN))),
        count=chance.randrange(12, 60),
        few=chance.randrange(2, 12),
        percent=percent,
        day=chance.randrange(2, 29),
        month=chance.choice(_MONTHS),
        year=chance.choice(("2024", "2025", "2026", "deux mille vingt-cinq", "deux mille vingt-six")),
    )
