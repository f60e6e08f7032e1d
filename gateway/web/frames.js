/** Draws at most once a frame, however much happens. */

// Frames stop in hidden windows, captions do not: a second screen may still be read.
const HIDDEN_FRAME_MS = 250;

export class Frames {
  #waiting = false;
  #draw;

  /** @param {() => void} draw */
  constructor(draw) {
    this.#draw = draw;
  }

  soon() {
    if (this.#waiting) return;
    this.#waiting = true;
    const draw = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.#waiting = false;
      this.#draw();
    };
    const frame = requestAnimationFrame(draw);
    const timer = setTimeout(draw, HIDDEN_FRAME_MS);
  }
}
