// Letters to touch: the device has no keyboard.

import { icon, keyButton } from "../dom.js";

export class Keyboard {
  // onChange(text) with every touch; a capital begins each word.
  constructor(place, words, longest, onChange) {
    this.text = "";
    this.longest = longest;
    this.onChange = onChange;
    const letters = [...words.say("keys.letters")].map((letter) => keyButton(letter, letter, () => this.add(letter)));
    const space = keyButton("␣", words.say("keys.space"), () => this.add(" "));
    const remove = keyButton("", words.say("keys.delete"), () => this.put(this.text.slice(0, -1)));
    remove.append(icon("back"));
    space.classList.add("key-wide");
    remove.classList.add("key-wide");
    place.replaceChildren(...letters, space, remove);
  }

  add(letter) {
    if ([...this.text].length >= this.longest) return;
    const begins = this.text === "" || /[\s-]$/.test(this.text);
    this.put(this.text + (begins ? letter.toLocaleUpperCase() : letter));
  }

  put(text) {
    this.text = text;
    this.onChange(text);
  }
}
