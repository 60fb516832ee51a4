// Letters, figures and signs to touch, for passwords and codes: all that ASCII has, on four boards.

import { icon, keyButton } from "../dom.js";

const BOARDS = {
  small: ["qwertyuiop", "asdfghjkl-", "zxcvbnm_."],
  large: ["QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM_."],
  figures: ["1234567890", "@#$%&*()+=", "/:;!?,'\".<"],
  signs: ["1234567890", "[]{}<>\\|~^", "`_-+=*/%#"],
};
const NEXT = { small: "large", large: "small", figures: "signs", signs: "figures" };
const OTHER = { small: "figures", large: "figures", figures: "small", signs: "small" };

export class Keys {
  // onChange(text) with every touch.
  constructor(place, words, longest, onChange) {
    this.place = place;
    this.words = words;
    this.longest = longest;
    this.onChange = onChange;
    this.text = "";
    this.lay("small");
  }

  lay(board) {
    const letters = [...BOARDS[board].join("")].map((letter) => keyButton(letter, letter, () => this.add(letter, board)));
    const lettered = board === "small" || board === "large";
    const shift = keyButton(lettered ? "⇧" : "…", this.words.say(lettered ? "keys.capitals" : "keys.signs"), () => this.lay(NEXT[board]));
    const other = keyButton(lettered ? "123" : "abc", this.words.say(lettered ? "keys.figures" : "keys.small"), () => this.lay(OTHER[board]));
    const space = keyButton("␣", this.words.say("keys.space"), () => this.add(" ", board));
    const remove = keyButton("", this.words.say("keys.delete"), () => this.put(this.text.slice(0, -1)));
    shift.setAttribute("aria-pressed", String(board === "large" || board === "signs"));
    remove.append(icon("back"));
    other.classList.add("key-half");
    space.classList.add("key-long");
    remove.classList.add("key-half");
    this.place.replaceChildren(...letters, shift, other, space, remove);
  }

  // A capital is one alone, as on a telephone.
  add(letter, board) {
    if (this.text.length < this.longest) this.put(this.text + letter);
    if (board === "large") this.lay("small");
  }

  put(text) {
    this.text = text;
    this.onChange(text);
  }
}
