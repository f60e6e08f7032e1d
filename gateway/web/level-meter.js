/** Shows how loud a microphone is, so that one sees before joining that it works. Nothing is kept of what it hears. */

const EVERY_MS = 100;
/** Speech into a good microphone fills the meter; a room at rest does not move it. */
const FULL = 0.25;

export class LevelMeter {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #meter;

  /** @param {HTMLMeterElement} meter */
  constructor(meter) {
    this.#meter = meter;
  }

  /** @param {MediaStreamTrack} track */
  watch(track) {
    this.stop();
    const context = new AudioContext();
    this.#context = context;
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      this.#meter.value = Math.min(1, Math.sqrt(square) / FULL);
    }, EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#meter.value = 0;
    void this.#context?.close();
    this.#context = null;
  }
}
