// The sentences of the page's language, by ids such as "band.keep_going".

export class Words {
  constructor(sentences, language) {
    this.sentences = sentences;
    this.language = language;
    this.plural = new Intl.PluralRules(language);
    this.list = new Intl.ListFormat(language, { type: "conjunction" });
  }

  // The sentence with its {values} filled in; undefined if there is none.
  find(id, values = {}) {
    let found = this.sentences[id];
    if (found && typeof found === "object") found = found[this.plural.select(values.count)] ?? found.other;
    return found?.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  say(id, values) {
    const found = this.find(id, values);
    if (found === undefined) throw new Error(`no words for ${id}`);
    return found;
  }

  and(parts) {
    return this.list.format(parts);
  }

  number(value, digits = 0) {
    return value.toLocaleString(this.language, { maximumFractionDigits: digits });
  }
}
