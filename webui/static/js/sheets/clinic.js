// Whom the device is paired with, as text and as a QR drawing, and a new pairing.

import { byId, setShown, setText } from "../dom.js";
import { Sheet } from "./sheet.js";

export class ClinicSheet extends Sheet {
  constructor(tools) {
    super("clinic", tools);
    this.code = byId("clinic-code");
    this.own = byId("clinic-own-code");
    this.person = "";
    byId("clinic-pair").addEventListener("click", () => this.pair());
    byId("clinic-use-code").addEventListener("click", () => this.useCode());
  }

  open(argument, view) {
    this.person = view.profile?.id ?? "";
    this.wish(async () => this.tell(await this.server.get("/machine/link.json")));
  }

  tell(link) {
    const paired = link.host !== null;
    const state = paired ? this.words.say("clinic.paired", { clinic: link.clinic ?? "" }) : this.words.say("clinic.not_paired");
    setText(byId("clinic-state"), state);
    setShown(byId("clinic-host"), paired);
    if (paired) setText(byId("clinic-host"), this.words.say("clinic.host", { host: link.host }));
    setText(byId("clinic-patient"), link.patient_code);
    setText(byId("clinic-check"), link.check_code ?? "–");
    setShown(byId("clinic-check-why"), paired);
    setShown(byId("clinic-restart"), link.restart_needed);
    const drawing = byId("clinic-qr");
    drawing.src = `/machine/link.svg?${encodeURIComponent(`${link.patient_code} ${link.check_code ?? ""}`)}`;
    setShown(drawing, true);
  }

  useCode() {
    this.wish(async () => {
      await this.server.post("/household/patient-code", { id: this.person, code: this.own.value });
      this.own.value = "";
      this.tell(await this.server.get("/machine/link.json"));
    }, "clinic.code_failed");
  }

  pair() {
    this.wish(async () => {
      this.tell(await this.server.post("/machine/pair", { code: this.code.value }));
      this.code.value = "";
    }, "clinic.pair_failed");
  }
}
