// What can be done with the stick that is plugged in, and the backups that lie on it.

import { byId, make, setText } from "../dom.js";

export class Offer {
  // onChosen(backup): with name, and date as the person reads it.
  constructor(words, onChosen) {
    this.words = words;
    this.onChosen = onChosen;
    this.shown = "";
  }

  show(contents) {
    const told = JSON.stringify(contents);
    if (told === this.shown) return;
    this.shown = told;
    const { words } = this;
    const { update } = contents;
    const version = update?.version;
    const backups = contents.backups.map(({ name, written }) => ({ name, date: this.dated(written) ?? name }));
    setText(byId("stick-backup-about"), words.say("stick.backup_about"));
    setText(
      byId("stick-restore-about"),
      backups.length ? words.say("stick.restore_about", { count: backups.length }) : words.say("stick.restore_none"),
    );
    setText(byId("stick-update-about"), update ? words.say("stick.version", { version }) : words.say("stick.update_none"));
    byId("stick-restore").disabled = backups.length === 0;
    byId("stick-update").disabled = update === null;
    byId("stick-backups").replaceChildren(...backups.map((backup) => this.row(backup)));
  }

  row(backup) {
    const row = make("button", "set-up-network", make("span", "", backup.date));
    row.type = "button";
    row.addEventListener("click", () => this.onChosen(backup));
    return row;
  }

  dated(written) {
    const date = new Date(written);
    if (Number.isNaN(date.getTime())) return null;
    return date.toLocaleString(this.words.language, { dateStyle: "long", timeStyle: "short" });
  }
}
