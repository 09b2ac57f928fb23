/* What the pages do better with a script; every one of them works without. No texts here: they are in data attributes. */
"use strict";
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Checks: fetch the address the form would open, swap its body, keep the focus, say the feedback. */
  async function check(form, button) {
    const query = new URLSearchParams(new FormData(form));
    if (button?.name) query.set(button.name, button.value);
    const address = location.pathname + "?" + query;
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const body = find(`#${CSS.escape(form.id)} [data-body]`, page);
      if (!answer.ok || !body) throw new Error(answer.status);
      const focused = document.activeElement?.id;
      find("[data-body]", form).replaceWith(body);
      const target = (focused && document.getElementById(focused)) || find("button", body);
      target.focus();
      find("[role=status]", form).textContent =
        all(".fb, .explanation", body).map((part) => part.textContent.trim()).join(" ");
    } catch {
      location.assign(address + "#" + form.id);
    }
  }

  /* Quizzes: each change is sent; what could not be sent stays on this device until it can. */
  const tried = (action) => { try { return action(); } catch { return null; /* storage is full or forbidden */ } };
  const store = {
    get: (address) => tried(() => JSON.parse(localStorage.getItem("unsent " + address))),
    set: (address, answers) => tried(() => localStorage.setItem("unsent " + address, JSON.stringify(answers))),
    remove: (address) => tried(() => localStorage.removeItem("unsent " + address)),
  };

  function autosave(form) {
    const address = form.dataset.autosave;
    const output = find("[data-saved]", form);
    let timer = 0;
    let round = 0;
    const controls = () => [...form.elements].filter((one) => one.name && !["hidden", "submit", "button"].includes(one.type));
    const typed = () => {
      const names = new Set(controls().map((one) => one.name));
      return [...new FormData(form)].filter(([name]) => names.has(name));
    };
    const say = (state) => {
      if (!output) return;
      output.textContent = output.dataset[state];
      output.classList.toggle("unsaved", state !== "saved");
    };
    const send = async () => {
      const mine = ++round;
      const kept = typed();
      try {
        const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
        if (mine !== round) return;
        if (answer.status === 409) { store.remove(address); return say("refused"); }
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        store.remove(address);
        say("saved");
      } catch {
        if (mine !== round) return;
        store.set(address, kept);
        say("unsaved");
      }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(send, 800); };

    const kept = store.get(address);
    if (kept) {
      const names = new Set(kept.map(([name]) => name));
      for (const one of controls()) {
        const values = kept.filter(([name]) => name === one.name).map(([, value]) => value);
        if (one.type === "radio" || one.type === "checkbox") one.checked = values.includes(one.value);
        else if (names.has(one.name)) one.value = values[0];
      }
      send();
    }
    form.addEventListener("input", later);
    addEventListener("online", () => { if (store.get(address)) send(); });
    /* Kept while the form is on its way; forgotten once another page of ours has come back (see below). */
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      round++;
      store.set(address, typed());
      tried(() => sessionStorage.setItem("sent", address));
    });
  }

  function forgetSent() {
    const address = tried(() => sessionStorage.getItem("sent"));
    if (!address || find("[data-kept]")) return;
    tried(() => sessionStorage.removeItem("sent"));
    if (!all("form[data-autosave]").some((form) => form.dataset.autosave === address)) store.remove(address);
  }

  /* One press sends once. The button is disabled after the browser has read its name and value. */
  const held = new Set();
  const release = () => { held.forEach((button) => { button.disabled = false; }); held.clear(); };
  function hold(form) {
    setTimeout(() => {
      for (const button of all("button:not([type=button]):not([disabled])", form)) { button.disabled = true; held.add(button); }
    });
    setTimeout(release, 10000);
  }

  /* Leaving quickly: an empty page first, then the other site in the place of this one in the history. */
  function leave(link) {
    document.documentElement.replaceChildren();
    location.replace(link.href);
  }

  /* Countdown: the browser knows the words for days, hours and minutes in the page's language. */
  function countdown(place) {
    const minutes = Math.floor((Date.parse(place.dataset.countdown) - Date.now()) / 60000);
    if (!(minutes > 0)) { place.textContent = place.dataset.over; return; }
    const parts = [["day", Math.floor(minutes / 1440)], ["hour", Math.floor(minutes % 1440 / 60)], ["minute", minutes % 60]];
    all("span", place).forEach((span, index) => {
      const [unit, value] = parts[index];
      const locale = document.documentElement.lang;
      const words = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).formatToParts(value);
      const bold = document.createElement("b");
      bold.textContent = value.toLocaleString(locale);
      span.replaceChildren(bold, words.filter((part) => part.type === "unit").map((part) => part.value).join(" "));
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-check]")) { event.preventDefault(); check(form, event.submitter); }
    else if (form.method === "post" && !event.defaultPrevented) hold(form);
  });

  document.addEventListener("click", (event) => {
    const show = event.target.closest("[data-show-password]");
    if (show) {
      const input = document.getElementById(show.dataset.showPassword);
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      show.setAttribute("aria-pressed", shown);
    }
    const exit = event.target.closest("[data-exit]");
    if (exit && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); leave(exit); }
  });

  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    const exit = find("[data-exit]");
    presses = [...presses.filter((moment) => event.timeStamp - moment < 2000), event.timeStamp];
    if (exit && presses.length >= 3) leave(exit);
  });

  /* A file that is dropped on its form is sent at once. */
  for (const form of all("form[data-drop]")) {
    const over = (event) => { event.preventDefault(); form.classList.toggle("over", event.type === "dragover"); };
    find("[data-drop-hint]", form).hidden = false;
    form.addEventListener("dragover", over);
    form.addEventListener("dragleave", over);
    form.addEventListener("drop", (event) => {
      over(event);
      if (event.dataTransfer.files.length !== 1) return;
      find("input[type=file]", form).files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }

  addEventListener("pageshow", release);
  forgetSent();
  all("form[data-autosave]").forEach(autosave);
  all("[data-show-password]").forEach((button) => { button.hidden = false; });
  all("[data-countdown]").forEach((place) => { setInterval(countdown, 60000, place); });
  const aim = find("[data-focus]") || tried(() => document.getElementById(decodeURIComponent(location.hash.slice(1))));
  if (aim && aim.matches("[tabindex='-1']")) aim.focus();

  /* Trainers: the page is loaded again when the files it shows have changed. */
  const preview = find("[data-revision]");
  if (preview) setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(preview.dataset.address, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).revision !== preview.dataset.revision) location.reload();
    } catch { /* away or signed out: the next look may succeed */ }
  }, 300);
})();
