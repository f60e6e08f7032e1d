/** What the pages say in English about whether a meeting is kept. */

export const KEEPING_EN = {
  "transcript.switch": "Transcribe the meeting",
  "transcript.audio": "Keep the sound, too",
  "transcript.hint":
    "From that moment on, what is said is kept in writing, with everybody’s name. Everybody is told at once.",
  "transcript.on": "Being transcribed",
  "transcript.on.audio": "Being transcribed, with sound",
  "transcript.begun": "Being transcribed: what is said is kept in writing.",
  "transcript.begun.audio": "Being transcribed, with sound: what is said is kept in writing, and so is the sound.",
  "transcript.ended": "The transcript has ended: nothing is kept any more.",
  "transcript.notice":
    "Being transcribed: what is said is kept in writing in “{space}”. You may object, or leave the meeting.",
  "transcript.notice.audio":
    "Being transcribed, with sound: what is said is kept in writing in “{space}”, and so is your voice. You " +
    "may object, or leave the meeting.",
  "transcript.close": "Understood",
  "transcript.object": "Object",
  "transcript.object.named": "Say my name if I object",
  "transcript.object.sent": "Your objection has been passed on to the host of the meeting.",
  "transcript.objected": "Somebody objects to the transcript, without saying their name.",
  "transcript.objected.by": "{name} objects to the transcript.",
  "transcript.before":
    "This meeting is being transcribed: what you say in it is kept in writing, with your name. You may " +
    "object, or leave the meeting.",
  "transcript.before.audio":
    "This meeting is being transcribed and its sound is kept: what you say in it is kept in writing, with " +
    "your name and your voice. You may object, or leave the meeting.",
  "confirm.transcript": "Transcribe the meeting?",
  "confirm.transcript.consequence":
    "From now on, what is said is kept in writing, with everybody’s name. Everybody is told, and may object " +
    "or leave the meeting. The sound is not kept.",
  "confirm.transcript.yes": "Transcribe",
  "confirm.audio": "Keep the sound, too?",
  "confirm.audio.consequence":
    "Everybody’s voice is kept with the transcript, from now on and as long as it lasts. Everybody is told.",
  "confirm.audio.yes": "Keep the sound",
};
