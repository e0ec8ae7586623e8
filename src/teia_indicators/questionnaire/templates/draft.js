// The draft in this browser. Some browsers keep nothing for a file, and private windows forget.

const draft = {
  key: ["teia-draft", DATA.catalogue.checksum, DATA.country, DATA.round, DATA.depth, DATA.asked.join(",")].join(":"),
  works: false,

  // Tells whether the browser keeps anything for this page.
  probe() {
    try {
      localStorage.setItem("teia-probe", "1");
      localStorage.removeItem("teia-probe");
      this.works = true;
    } catch {
      this.works = false;
    }
    return this.works;
  },

  // The kept draft, or null; what cannot be understood is moved aside, never overwritten.
  read() {
    if (!this.works) return null;
    const text = localStorage.getItem(this.key);
    if (text === null) return null;
    try {
      const kept = JSON.parse(text);
      const { state } = readDocument(kept.document);
      if (state) return { ...kept, state };
    } catch {
      // Falls through to what is done with any draft that does not fit.
    }
    this.store(`${this.key}:unreadable`, text);
    localStorage.removeItem(this.key);
    return { state: null };
  },

  write(state, unsaved) {
    const kept = { time: new Date().toISOString(), unsaved, document: toDocument(state) };
    return this.works && this.store(this.key, JSON.stringify(kept));
  },

  store(key, text) {
    try {
      localStorage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  },

  remove() {
    if (this.works) localStorage.removeItem(this.key);
  },
};
