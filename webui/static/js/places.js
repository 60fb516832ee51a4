// The screens beside the session. Where one is stands in the address, so a reload comes back to it.

const ADDRESS = /^#\/([a-z]*)\/?([\w-]*)$/;

export class Places {
  // sheets: name to an object with show(view), and open(argument) where it loads something.
  constructor(sheets) {
    this.sheets = sheets;
    this.view = null;
    this.opened = null;
    window.addEventListener("hashchange", () => this.view && this.show(this.view));
  }

  here() {
    const [, name, argument] = ADDRESS.exec(location.hash) ?? [null, "", ""];
    return name in this.sheets ? { name, argument } : { name: "", argument: "" };
  }

  show(view) {
    this.view = view;
    const home = view.phase === "home";
    // A session that begins, by whatever hand, ends at home.
    if (!home && location.hash) history.replaceState(null, "", location.pathname);
    const { name, argument } = home ? this.here() : { name: null, argument: "" };
    for (const [other, sheet] of Object.entries(this.sheets)) sheet.box.hidden = other !== name;
    const opened = name === null ? null : `${name}/${argument}`;
    if (opened !== this.opened) {
      this.opened = opened;
      if (name !== null) this.sheets[name].open?.(argument, view);
    }
    if (name !== null) this.sheets[name].show(view);
  }
}
