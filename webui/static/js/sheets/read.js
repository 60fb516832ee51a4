// Short pages to read.

import { byId, make, setShown, setText } from "../dom.js";
import { Sheet } from "./sheet.js";

export class ReadSheet extends Sheet {
  constructor(tools) {
    super("read", tools);
    this.list = byId("read-list");
    this.page = byId("read-page");
    this.wayBack = this.box.querySelector(".sheet-head a");
  }

  open(argument) {
    this.wish(async () => {
      const pages = await this.server.get("/household/pages.json");
      const page = pages.find(({ id }) => id === argument);
      setText(byId("read-title"), page?.title ?? this.words.say("read.title"));
      this.wayBack.setAttribute("href", page ? "#/read" : "#/");
      setShown(this.page, Boolean(page));
      setShown(this.list, !page);
      if (page) this.page.replaceChildren(...this.parts(page));
      else this.list.replaceChildren(...this.links(pages));
      byId("read-body").scrollTo(0, 0);
    });
  }

  links(pages) {
    if (!pages.length) return [make("p", "sheet-note", this.words.say("read.nothing"))];
    return pages.map(({ id, title }) => {
      const link = make("a", "button", title);
      link.href = `#/read/${id}`;
      return link;
    });
  }

  parts(page) {
    const reviewed = page.reviewed_by
      ? this.words.say("home.reviewed_by", { name: page.reviewed_by }) : this.words.say("home.unreviewed");
    return [
      ...page.paragraphs.map((text) => make("p", "", text)),
      make("ul", "", ...page.points.map((text) => make("li", "", text))),
      make("footer", "card-note", `${reviewed} ${this.words.say("read.sources")}: ${page.sources.join("; ")}`),
    ];
  }
}
