"use strict";
// Small things that all other parts use.

/** What went wrong since the page was opened; the self-test reads it. */
const failures = [];
addEventListener("error", event => failures.push(event.message));
addEventListener("unhandledrejection", event => failures.push(String(event.reason && event.reason.stack || event.reason)));
addEventListener("securitypolicyviolation", event => failures.push("asked for " + event.blockedURI));

const $ = id => document.getElementById(id);

/** A new element with attributes (functions become listeners) and children (text or elements). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** 1234567 → 1,234,567 */
const grouped = number => number.toLocaleString("en");

/** A number in few digits, for people. */
function short(number) {
  if (!Number.isFinite(number)) return "–";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return number.toExponential(2);
  return String(Number(number.toPrecision(5)));
}

/** The bytes that stand in base64 in the element of that name. */
function bytesIn(id) {
  const text = atob($(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < bytes.length; place++) bytes[place] = text.charCodeAt(place);
  return bytes;
}

async function gunzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Calls a function once before the next frame, however often it is asked to. */
function beforeFrame(body) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(time => { isAsked = false; body(time); });
  };
}

/** Whether someone is writing, so that letters are no commands. */
const isTyping = target => target.matches("input:not([type=range]):not([type=checkbox]), select, textarea");
