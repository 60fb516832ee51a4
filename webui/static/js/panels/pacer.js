// A mark that runs along the range bar at the exercise's tempo, from the moment at which the person moves off.

const MOVES_OFF = 0.12;

export class Pacer {
  constructor(mark) {
    this.mark = mark;
    this.run = null;
    this.before = 0;
  }

  // tempo: seconds out, held and back, or null for none; progress: 0 to 1, or null where it is not known.
  follow(tempo, progress) {
    const movedOff = progress !== null && this.before < MOVES_OFF && progress >= MOVES_OFF;
    this.before = progress ?? 0;
    if (tempo === null || progress === null) this.run?.cancel();
    else if (movedOff && this.run?.playState !== "running") this.go(tempo);
  }

  go([out, held, back]) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const whole = out + held + back;
    this.run = this.mark.animate([
      { left: "0%", opacity: 1, offset: 0 },
      { left: "100%", opacity: 1, offset: out / whole },
      { left: "100%", opacity: 1, offset: (out + held) / whole },
      { left: "0%", opacity: 1, offset: 1 },
    ], { duration: whole * 1000 });
  }
}
