// The live chat: sends in place, shows what comes, goes on after the last message it has seen.
import { Bubbles } from "./chat_bubbles.js";
import { Outbox, newKey } from "./chat_outbox.js";
import { worded } from "./words.js";

const root = document.querySelector("[data-chat]");
const address = root.dataset.messages;
const writing = root.querySelector("[data-text]");
const trouble = root.querySelector("[data-trouble]");
const typing = root.querySelector("[data-typing]");
const talkingTo = root.querySelector("[data-talking-to]");
const bubbles = new Bubbles(root);
const outbox = new Outbox(root.dataset.conversation);
const draftName = "chat-draft";

let conversation = root.dataset.conversation;
let lastSeq = Number(root.dataset.lastSeq);
let withPerson = root.dataset.withPerson === "yes";
let waiting = root.dataset.waiting === "yes";
let sending = 0;
let failures = 0;
let timer = 0;
let personTypes = "";
let toldTypingAt = 0;

function showState() {
  typing.hidden = !personTypes && (withPerson || !(waiting || sending > 0));
  typing.querySelector("span").textContent = personTypes || worded("The assistant is writing");
}

function say(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
  if (words) bubbles.toEnd();
}

function take(answer) {
  if (conversation && answer.conversation !== conversation) {
    // A new conversation has begun elsewhere: its numbers start again.
    location.reload();
    return;
  }
  conversation = answer.conversation;
  withPerson = answer.with_person;
  waiting = answer.waiting;
  personTypes = answer.typing ?? "";
  talkingTo.textContent = answer.talking_to;
  for (const message of answer.messages) {
    if (message.key) outbox.delivered(message.key);
    bubbles.show(message);
    lastSeq = Math.max(lastSeq, message.seq);
  }
  showState();
}

async function understood(response) {
  if (response.status === 204) return null;
  if (response.ok) return response.json();
  if (response.status === 401) throw new Error(worded("You have been signed out. Your words are kept: sign in again, and they are sent."));
  const body = await response.json().catch(() => null);
  throw Object.assign(new Error(body?.error?.say ?? worded("That did not work. Try again in a moment.")), {
    refused: response.status >= 400 && response.status < 500 && response.status !== 429,
  });
}

async function send(item) {
  sending += 1;
  showState();
  const body = new URLSearchParams({ ...item, after: lastSeq, csrf_token: document.querySelector("meta[name=csrf-token]").content });
  try {
    const answer = await understood(await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }));
    outbox.delivered(item.key);
    say("");
    if (answer) take(answer);
  } catch (problem) {
    if (problem.refused) {
      outbox.delivered(item.key);
      bubbles.drop(item.key);
      if (!writing.value) writing.value = item.text ?? "";
    }
    if (!problem.refused) bubbles.showKept(item.key);
    say(problem instanceof TypeError ? worded("There is no connection. Your message is kept and sent when it is back.") : problem.message);
  } finally {
    sending -= 1;
    showState();
    plan(500);
  }
}

async function look() {
  if (document.hidden) return;
  if (!sending) for (const item of outbox.waiting()) await send(item);
  try {
    const response = await fetch(`${address}?after=${lastSeq}`, { headers: { Accept: "application/json" } });
    const answer = await understood(response);
    failures = 0;
    if (!outbox.waiting().length) say("");
    if (answer) take(answer);
    else if (personTypes) {
      personTypes = "";
      showState();
    }
  } catch (problem) {
    failures += 1;
    if (!(problem instanceof TypeError)) say(problem.message);
  }
  plan();
}

function plan(soon) {
  clearTimeout(timer);
  const calm = withPerson || waiting || sending ? 2500 : 8000;
  timer = setTimeout(look, soon ?? Math.min(calm * 2 ** failures, 60000));
}

root.addEventListener("submit", (event) => {
  if (event.target.matches("[data-files]")) return;
  event.preventDefault();
  const given = new FormData(event.target, event.submitter);
  const words = event.submitter?.name ? event.submitter.textContent.trim() : String(given.get("text") ?? "").trim();
  if (!words) return;
  const item = { key: newKey() };
  if (given.get("button")) item.button = given.get("button");
  else item.text = words;
  outbox.keep(item);
  bubbles.showSent(item.key, words);
  if (event.target.contains(writing)) {
    writing.value = "";
    fit();
    sessionStorage.removeItem(draftName);
  }
  writing.focus();
  send(item);
});

function fit() {
  writing.rows = Math.min(8, Math.max(1, writing.value.split("\n").length));
}

function tellTyping() {
  if (!withPerson || Date.now() - toldTypingAt < 4000) return;
  toldTypingAt = Date.now();
  const body = new URLSearchParams({ conversation, csrf_token: document.querySelector("meta[name=csrf-token]").content });
  fetch(address.replace(/messages$/, "typing"), { method: "POST", body }).catch(() => {});
}

writing.addEventListener("input", () => {
  fit();
  tellTyping();
  sessionStorage.setItem(draftName, writing.value);
});

writing.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  writing.form.requestSubmit();
});

document.addEventListener("visibilitychange", () => !document.hidden && plan(0));
addEventListener("online", () => plan(0));

if (!writing.value) writing.value = sessionStorage.getItem(draftName) ?? "";
for (const item of outbox.waiting()) {
  bubbles.showSent(item.key, item.text ?? "…");
  bubbles.showKept(item.key);
}
fit();
showState();
bubbles.toEnd("auto");
plan(outbox.waiting().length ? 0 : undefined);
