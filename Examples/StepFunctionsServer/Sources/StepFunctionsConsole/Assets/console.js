// Brings the console's pages to life; each of them can be read and used without it.
"use strict";

(() => {
  document.documentElement.classList.add("scripted");
  const main = () => document.getElementById("main");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // MARK: Times

  const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  function showTimes(root) {
    for (const element of all("time[datetime]", root)) {
      const time = new Date(element.dateTime);
      if (element.dataset.shown || Number.isNaN(time.getTime())) continue;
      element.dataset.shown = "1";
      element.title = `${element.dateTime} (shown in ${zone})`;
      element.textContent = clock.format(time);
    }
  }

  function duration(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    if (days) return `${days} d ${hours} h`;
    if (hours) return `${hours} h ${minutes} min`;
    return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
  }

  function showDurations() {
    for (const element of all("[data-since]")) {
      element.textContent = duration(Date.now() - new Date(element.dataset.since).getTime());
    }
  }

  // MARK: Messages

  function say(text) {
    const status = document.getElementById("live-status");
    if (status && status.textContent !== text) status.textContent = text;
  }

  async function fetchPart(url, options) {
    const answer = await fetch(url, { credentials: "same-origin", ...options });
    if (answer.status === 204) return null;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) throw new Error(part.querySelector("main p")?.textContent ?? `The server answered ${answer.status}.`);
    return part;
  }

  // MARK: Parts that change

  // Puts a new version of an element in the place of the old one: what was open stays open, what had the focus keeps it.
  function replace(old, fresh) {
    const open = new Map(all("details[id]", old).map((details) => [details.id, details.open]));
    const scrolled = new Map(all("[id]", old).filter((e) => e.scrollTop || e.scrollLeft).map((e) => [e.id, [e.scrollTop, e.scrollLeft]]));
    const focused = old.contains(document.activeElement) ? document.activeElement.id || document.activeElement.closest("[id]")?.id : null;
    const top = [old.scrollTop, old.scrollLeft];
    for (const details of all("details[id]", fresh)) if (open.has(details.id)) details.open = open.get(details.id);
    const element = document.importNode(fresh, true);
    element.removeAttribute("data-live-mode");
    old.replaceWith(element);
    [element.scrollTop, element.scrollLeft] = top;
    for (const [id, position] of scrolled) {
      const inner = document.getElementById(id);
      if (inner) [inner.scrollTop, inner.scrollLeft] = position;
    }
    prepare(element);
    if (focused) {
      const target = document.getElementById(focused);
      (target?.matches("a, button, summary, input, select, [tabindex]") ? target : target?.querySelector("a, button, summary"))?.focus({ preventScroll: true });
    }
  }

  // A picture changes inside its frame, which keeps its size and position.
  function replaceContent(old, fresh) {
    const link = document.activeElement?.closest?.("#graph a")?.getAttribute("href");
    const scrolled = [old.scrollTop, old.scrollLeft];
    old.replaceChildren(...[...fresh.childNodes].map((child) => document.importNode(child, true)));
    prepare(old);
    [old.scrollTop, old.scrollLeft] = scrolled;
    if (link) all("a", old).find((other) => other.getAttribute("href") === link)?.focus({ preventScroll: true });
  }

  // What an element says and how it looks, however its times are shown and whatever is marked in it.
  function content(element) {
    const copy = element.cloneNode(true);
    for (const time of all("time[datetime]", copy)) time.textContent = time.dateTime;
    for (const running of all("[data-since]", copy)) running.textContent = "";
    for (const marked of all(".selected", copy)) marked.classList.remove("selected");
    return copy.textContent + all("[class]", copy).map((inner) => inner.getAttribute("class").trim()).join();
  }

  // Rows that are shown change where they are; new ones are only counted, so that nothing moves while one reads.
  function updateRows(old, fresh, countsNew) {
    if (!old.children.length && fresh.children.length) return location.reload();
    let added = 0;
    for (const row of [...fresh.children]) {
      const known = document.getElementById(row.id);
      if (!known) added += 1;
      else if (content(known) !== content(row)) {
        const element = document.importNode(row, true);
        const link = known.contains(document.activeElement);
        known.replaceWith(element);
        prepare(element);
        if (link) element.querySelector("a")?.focus({ preventScroll: true });
      }
    }
    const notice = document.getElementById("newer");
    if (!countsNew || !notice) return;
    const link = notice.querySelector("a");
    link.hidden = added === 0;
    if (added) link.textContent = added === 1 ? "1 newer execution" : `${added}${added >= fresh.children.length ? "+" : ""} newer executions`;
  }

  function patch(part) {
    // Another execution of that name has begun, after a reset.
    if (part.getElementById("live-reload")) return location.reload();
    for (const fresh of [...part.body.children].flatMap((child) => (child.id ? [child] : all("[data-live-mode]", child)))) {
      const old = fresh.id && document.getElementById(fresh.id);
      if (!old) {
        // The first state machine, on a page that said how to make one.
        if (fresh.id === "machines" && fresh.children.length) return location.reload();
        continue;
      }
      const mode = fresh.dataset.liveMode;
      if (mode === "rows" || mode === "known-rows") updateRows(old, fresh, mode === "rows");
      else if (mode === "append") {
        for (const child of [...fresh.children]) {
          if (child.id && document.getElementById(child.id)) continue;
          const element = document.importNode(child, true);
          old.append(element);
          prepare(element);
        }
      } else if (fresh.dataset.after || content(old) !== content(fresh)) {
        mode === "content" ? replaceContent(old, fresh) : replace(old, fresh);
      }
    }
    const state = document.getElementById("live-state");
    const actions = document.getElementById("actions");
    if (state && actions) {
      const before = actions.dataset.status;
      actions.dataset.status = state.dataset.status;
      actions.dataset.redrivable = state.dataset.redrivable;
      if (before && before !== state.dataset.status) say(`The execution: ${state.dataset.status.toLowerCase().replaceAll("_", " ")}`);
    }
  }

  // MARK: Live

  let source = null;
  let asking = false;
  let askAgain = false;

  function liveAddress() {
    const address = new URL(main().dataset.live, location.href);
    const state = document.getElementById("live-state");
    for (const name of ["after", "events"]) if (state?.dataset[name]) address.searchParams.set(name, state.dataset[name]);
    for (const name of ["visit", "state"]) {
      const value = new URL(location.href).searchParams.get(name);
      if (value) address.searchParams.set(name, value);
    }
    return address;
  }

  async function refresh(tries) {
    if (asking) { askAgain = true; return; }
    asking = true;
    try {
      const part = await fetchPart(liveAddress());
      if (part) {
        patch(part);
        // There are more events than one answer has.
        if (document.getElementById("live-state")?.dataset.more !== undefined) askAgain = true;
      }
      // The page learns of an event a moment before it is written down.
      else if (tries > 0) setTimeout(() => refresh(tries - 1), 400);
      if (source?.readyState === EventSource.OPEN) say("");
    } catch (error) {
      say(`Not up to date: ${error.message}`);
    }
    asking = false;
    if (askAgain) { askAgain = false; refresh(1); }
  }

  const isRunning = () => (document.getElementById("actions")?.dataset.status ?? "RUNNING") === "RUNNING";

  function connect() {
    if (!main()?.dataset.changes || source || document.hidden) return;
    source = new EventSource(main().dataset.changes);
    source.addEventListener("open", () => { say(""); refresh(0); });
    source.addEventListener("change", () => refresh(2));
    source.addEventListener("check", () => { if (isRunning()) refresh(0); });
    source.addEventListener("error", () => {
      say("The server does not answer; trying again.");
      if (source?.readyState === EventSource.CLOSED) { disconnect(); setTimeout(connect, 3000); }
    });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // Browsers open few connections to one server: only pages that are seen keep one.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  // MARK: The state that one looks at


  function addressOf(link) {
    const href = link.href?.baseVal ?? link.href;
    return new URL(href, location.href);
  }

  function mark() {
    const { visit, state } = { ...document.getElementById("state-panel")?.dataset };
    for (const element of all(".timeline .row, .graph .state")) {
      element.classList.toggle("selected", element.dataset.visit ? element.dataset.visit === visit : !!state && element.dataset.index === state);
    }
  }

  async function showState(address, moves) {
    const panel = document.getElementById("state-panel");
    if (!panel?.dataset.source) return false;
    const from = new URL(panel.dataset.source, location.href);
    for (const name of ["visit", "state"]) {
      const value = address.searchParams.get(name);
      if (value) from.searchParams.set(name, value);
    }
    try {
      const part = await fetchPart(from);
      if (part) patch(part);
      mark();
      if (moves) {
        history.pushState(null, "", address);
        document.getElementById("state-heading")?.focus();
      }
    } catch (error) { say(error.message); }
    return true;
  }

  addEventListener("popstate", () => {
    const address = new URL(location.href);
    if (document.getElementById("state-panel")) showState(address, false);
  });

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a");
    if (link) {
      const address = addressOf(link);
      const chooses = address.pathname === location.pathname && (address.searchParams.has("visit") || address.searchParams.has("state")) &&
        address.searchParams.get("arn") === new URL(location.href).searchParams.get("arn");
      if (chooses && document.getElementById("state-panel")) {
        event.preventDefault();
        showState(address, true);
      } else if (link.matches("[data-more]")) {
        event.preventDefault();
        loadMore(link);
      }
      return;
    }
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.dataset.copy !== undefined) copy(button);
    else if (button.dataset.zoom) zoom(button.dataset.zoom);
    else if (button.dataset.line) goTo(Number(button.dataset.line), Number(button.dataset.column));
    else if (button.id === "help-button") help();
    else if (button.dataset.closes) document.getElementById(button.dataset.closes)?.close();
  });

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  // MARK: More of a list

  async function loadMore(link) {
    link.setAttribute("aria-busy", "true");
    try {
      const part = await fetchPart(new URL(link.dataset.more, location.href));
      const into = document.getElementById(link.dataset.into);
      const next = part?.querySelector("[data-rest]");
      const added = all("[data-part] > *", part).filter((child) => !child.id || !document.getElementById(child.id))
        .map((child) => document.importNode(child, true));
      link.dataset.before !== undefined ? into.prepend(...added) : into.append(...added);
      added.forEach(prepare);
      if (next) { link.dataset.more = next.dataset.more; link.href = next.getAttribute("href"); link.textContent = next.textContent; } else link.remove();
    } catch (error) { say(error.message); }
    link.removeAttribute("aria-busy");
  }

  // Branches and iterations that are opened the first time.
  document.addEventListener("toggle", async (event) => {
    const details = event.target;
    if (!details.open || !details.dataset?.source || details.dataset.loaded) return;
    details.dataset.loaded = "1";
    const into = details.querySelector("ol");
    try {
      const part = await fetchPart(new URL(details.dataset.source, location.href));
      into.replaceChildren();
      for (const child of all("[data-part] > *", part ?? into)) {
        const element = document.importNode(child, true);
        into.append(element);
        prepare(element);
      }
      // A long branch shows its latest states; the way to those before stands above them.
      const earlier = part?.querySelector("[data-rest][data-before]");
      if (earlier) into.before(document.importNode(earlier, true));
      mark();
    } catch (error) {
      delete details.dataset.loaded;
      say(error.message);
    }
  }, true);

  // MARK: Graph

  let scale = null;

  function applyZoom() {
    const graph = document.getElementById("graph");
    const picture = graph?.querySelector("svg");
    if (!picture) return;
    const [width] = picture.getAttribute("viewBox").split(" ").slice(2).map(Number);
    graph.classList.toggle("fit", scale === null);
    picture.setAttribute("width", scale === null ? width : Math.round(width * scale));
    picture.removeAttribute("height");
    if (scale === null && width > graph.clientWidth * 2.5) { scale = Math.max(0.4, graph.clientWidth / width); applyZoom(); }
  }

  function zoom(way) {
    const graph = document.getElementById("graph");
    const picture = graph?.querySelector("svg");
    if (!picture) return;
    const width = Number(picture.getAttribute("viewBox").split(" ")[2]);
    const now = scale ?? Math.min(1, graph.clientWidth / width);
    scale = way === "fit" ? graph.clientWidth / width : Math.min(4, Math.max(0.05, now * (way === "in" ? 1.25 : 0.8)));
    applyZoom();
  }

  // The state that lies nearest in a direction.
  function neighbor(link, key) {
    const center = (element) => { const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const [x, y] = center(link);
    let best = null;
    for (const other of all(".graph a")) {
      if (other === link) continue;
      const [dx, dy] = [center(other)[0] - x, center(other)[1] - y];
      const [along, across] = { ArrowDown: [dy, dx], ArrowUp: [-dy, dx], ArrowRight: [dx, dy], ArrowLeft: [-dx, dy] }[key];
      if (along <= 4) continue;
      const distance = along + 3 * Math.abs(across);
      if (!best || distance < best.distance) best = { other, distance };
    }
    return best?.other;
  }

  // MARK: Forms

  function position(text, offset) {
    const lines = text.slice(0, offset).split("\n");
    return `line ${lines.length}, column ${lines.at(-1).length + 1}`;
  }

  function checkJSON(area) {
    const status = document.getElementById(area.getAttribute("aria-describedby"));
    if (!status) return;
    const size = new TextEncoder().encode(area.value).length;
    let problem = size > 262144 ? "The input has more than 256 KiB." : "";
    try { if (area.value.trim()) JSON.parse(area.value); else problem ||= "The input is empty; {} is sent."; } catch (error) {
      const offset = /position (\d+)/.exec(error.message)?.[1];
      problem ||= offset ? `Not JSON at ${position(area.value, Number(offset))}: ${error.message.replace(/ in JSON.*| \(line.*/, "")}` : `Not JSON: ${error.message}`;
    }
    status.textContent = problem || `Valid JSON, ${size.toLocaleString()} bytes`;
    status.classList.toggle("wrong", problem !== "");
    area.setAttribute("aria-invalid", problem.startsWith("Not JSON") ? "true" : "false");
  }

  let checking = 0;
  async function checkDefinition(area) {
    const number = ++checking;
    await new Promise((done) => setTimeout(done, 350));
    if (number !== checking) return;
    const form = new URLSearchParams(new FormData(area.form));
    form.delete("check");
    try {
      const part = await fetchPart(area.dataset.check, { method: "POST", body: form });
      if (number !== checking || !part) return;
      const into = document.getElementById(area.dataset.checkInto);
      into.replaceChildren(...[...part.body.children].map((child) => document.importNode(child, true)));
    } catch (error) { say(error.message); }
  }

  function goTo(line, column) {
    const area = document.querySelector("textarea[data-check]");
    if (area) {
      const lines = area.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
      area.focus();
      area.setSelectionRange(start, Math.min(area.value.length, start + 1));
      area.scrollTop = (line - 4) * (area.scrollHeight / Math.max(1, lines.length));
      return;
    }
    const row = document.getElementById(`line-${line}`);
    for (const other of all(".lines .marked")) other.classList.remove("marked");
    row?.classList.add("marked");
    row?.scrollIntoView({ block: "center" });
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-json]")) checkJSON(event.target);
    if (event.target.matches("textarea[data-check]")) checkDefinition(event.target);
  });
  document.addEventListener("change", (event) => {
    const area = event.target.dataset?.fills && document.getElementById(event.target.dataset.fills);
    if (area && event.target.value) { area.value = event.target.value; checkJSON(area); }
    const definition = document.querySelector("textarea[data-check]");
    if (definition && event.target.form === definition.form && event.target !== definition) checkDefinition(definition);
  });

  // MARK: Keyboard

  function help() {
    let dialog = document.getElementById("help");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "help";
      dialog.setAttribute("aria-labelledby", "help-title");
      const title = document.createElement("h2");
      title.id = "help-title";
      title.textContent = "Keyboard";
      const list = document.createElement("dl");
      for (const [keys, text] of [["?", "this help"], ["/", "go to the filter"], ["g m", "state machines"], ["g t", "open task tokens"],
        ["g a", "activities"], ["↑ ↓ ← →", "in the graph: from state to state; in the timeline: from row to row, close and open"], ["Enter", "look at the state"],
        ["Esc", "close"]]) {
        const [term, description] = [document.createElement("dt"), document.createElement("dd")];
        for (const key of keys.split(" ")) { const mark = document.createElement("kbd"); mark.textContent = key; term.append(mark, " "); }
        description.textContent = text;
        list.append(term, description);
      }
      const close = document.createElement("button");
      close.textContent = "Close";
      close.dataset.closes = "help";
      dialog.append(title, list, close);
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  let leader = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const arrow = event.key.startsWith("Arrow");
    if (arrow && target.closest?.(".graph a")) {
      const next = neighbor(target.closest(".graph a"), event.key);
      if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
      return;
    }
    if (arrow && target.closest?.(".timeline .row")) return moveInTimeline(event);
    if (target.matches?.("input, textarea, select") || target.closest?.("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); help(); }
    else if (event.key === "/") { const field = document.querySelector("[data-filter]"); if (field) { event.preventDefault(); field.focus(); } }
    else if (event.key === "g") leader = event.timeStamp;
    else if (event.timeStamp - leader < 1500 && "mta".includes(event.key)) {
      const link = all(".top nav a")[{ m: 0, t: 1, a: 2 }[event.key]];
      if (link) location.assign(link.href);
    }
  });

  function moveInTimeline(event) {
    const rows = all(".timeline .row").filter((row) => row.offsetParent !== null);
    const row = event.target.closest(".row");
    const details = row.parentElement.matches("details") ? row.parentElement : null;
    const focus = (other) => { if (other) { event.preventDefault(); (other.matches("summary") ? other : other.querySelector("a"))?.focus(); } };
    if (event.key === "ArrowDown") focus(rows[rows.indexOf(row) + 1]);
    else if (event.key === "ArrowUp") focus(rows[rows.indexOf(row) - 1]);
    else if (details) { event.preventDefault(); details.open = event.key === "ArrowRight"; }
  }

  // MARK: Beginning

  function prepare(root) {
    showTimes(root);
    if (root.id === "graph" || root.querySelector?.("#graph")) { applyZoom(); mark(); }
    if (root.classList?.contains("timeline")) mark();
  }

  // The state that one looks at may be below what its frame shows.
  function showSelected() {
    const graph = document.getElementById("graph");
    const box = graph?.querySelector(".state.selected")?.getBoundingClientRect();
    if (!box) return;
    const frame = graph.getBoundingClientRect();
    if (box.bottom > frame.bottom) graph.scrollTop += box.bottom - frame.bottom + frame.height / 3;
    if (box.right > frame.right) graph.scrollLeft += box.right - frame.right + frame.width / 3;
  }

  function begin() {
    prepare(document.body);
    mark();
    applyZoom();
    showSelected();
    for (const area of all("textarea[data-json]")) checkJSON(area);
    showDurations();
    setInterval(showDurations, 1000);
    connect();
  }

  begin();
})();
