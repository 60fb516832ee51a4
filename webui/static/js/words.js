// The catalogue of sentences. Ids are paths such as "band.keep_going".

export class Words {
  constructor(catalogue, language) {
    this.catalogue = catalogue;
    this.plural = new Intl.PluralRules(language);
    this.list = new Intl.ListFormat(language, { type: "conjunction" });
  }

  // The sentence with its {values} filled in; undefined if the catalogue has none.
  find(id, values = {}) {
    let found = this.catalogue;
    for (const step of id.split(".")) found = found?.[step];
    if (found && typeof found === "object") found = this.form(found, values.count);
    if (typeof found !== "string") return undefined;
    return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  say(id, values) {
    const found = this.find(id, values);
    if (found === undefined) throw new Error(`no words for ${id}`);
    return found;
  }

  // "Once" and "Twice" are forms of their own where a language has them.
  form(forms, count) {
    if (count === 2 && forms.two) return forms.two;
    return forms[this.plural.select(count)] ?? forms.other;
  }

  and(parts) {
    return this.list.format(parts);
  }
}
