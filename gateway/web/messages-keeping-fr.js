/** What the pages say in French about whether a meeting is kept. `messages-keeping-en.js` has the same keys. */

export const KEEPING_FR = {
  "transcript.switch": "Transcrire la réunion",
  "transcript.audio": "Garder aussi le son",
  "transcript.hint":
    "Ce qui est dit est gardé par écrit à partir de ce moment, avec le nom de chaque personne. Tout le monde " +
    "en est prévenu aussitôt.",
  "transcript.on": "Transcription en cours",
  "transcript.on.audio": "Transcription en cours, avec le son",
  "transcript.begun": "Transcription en cours\u202f: ce qui est dit est gardé par écrit.",
  "transcript.begun.audio":
    "Transcription en cours, avec le son\u202f: ce qui est dit est gardé par écrit, et le son aussi.",
  "transcript.ended": "La transcription est arrêtée\u202f: plus rien n’est gardé.",
  "transcript.notice":
    "Transcription en cours\u202f: ce qui est dit est gardé par écrit dans «\u202f{space}\u202f». Vous pouvez " +
    "vous y opposer, ou quitter la réunion.",
  "transcript.notice.audio":
    "Transcription en cours, avec le son\u202f: ce qui est dit est gardé par écrit dans " +
    "«\u202f{space}\u202f», et votre voix aussi. Vous pouvez vous y opposer, ou quitter la réunion.",
  "transcript.close": "J’ai lu",
  "transcript.object": "M’y opposer",
  "transcript.object.named": "Dire mon nom si je m’y oppose",
  "transcript.object.sent": "Votre opposition est transmise à la personne qui anime la réunion.",
  "transcript.objected": "Une personne s’oppose à la transcription, sans dire son nom.",
  "transcript.objected.by": "{name} s’oppose à la transcription.",
  "transcript.before":
    "Cette réunion est transcrite\u202f: ce que vous y dites est gardé par écrit, avec votre nom. Vous " +
    "pourrez vous y opposer, ou quitter la réunion.",
  "transcript.before.audio":
    "Cette réunion est transcrite et le son est gardé\u202f: ce que vous y dites est gardé par écrit, avec " +
    "votre nom et votre voix. Vous pourrez vous y opposer, ou quitter la réunion.",
  "confirm.transcript": "Transcrire la réunion\u202f?",
  "confirm.transcript.consequence":
    "À partir de maintenant, ce qui est dit est gardé par écrit, avec le nom de chaque personne. Tout le " +
    "monde en est prévenu, peut s’y opposer ou quitter la réunion. Le son n’est pas gardé.",
  "confirm.transcript.yes": "Transcrire",
  "confirm.audio": "Garder aussi le son\u202f?",
  "confirm.audio.consequence":
    "La voix de chaque personne est gardée avec la transcription, à partir de maintenant et tant qu’elle " +
    "dure. Tout le monde en est prévenu.",
  "confirm.audio.yes": "Garder le son",
};
