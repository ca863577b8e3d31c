/**
 * HTML and Markdown of an app, made safe to stand in the notebook's page. An app is somebody
 * else's program, and a script in a notebook page can run code in the kernel.
 *
 * Nothing in it loads from the network either, unless somebody asks for the pictures of a host: the
 * address of a picture can carry away what a model was made to say.
 */

import DOMPurify from "dompurify";
import { Marked } from "marked";
import { plainUrl } from "../address";
import { begun, weigh } from "../pieces";
import { type Delimiter, formulas } from "./formulas";
import { isDrawable, isReadable, isShallow, isShort, LIMITS, TooMuch, timed } from "./limits";

export interface Clean {
	html: string;
	/** It had scripts or frames, which are gone. */
	lostScripts: boolean;
	/** Hosts of pictures that were not loaded. */
	hosts: string[];
	/** It is over the limits, and shown as it is written. */
	isPlain: boolean;
}

type Hosts = ReadonlySet<string>;
const NONE: Hosts = new Set();

const purify = DOMPurify(window);
const ACTIVE = new Set(["SCRIPT", "IFRAME", "OBJECT", "EMBED", "FORM", "BUTTON", "INPUT"]);
const ADDRESSES = new Set(["src", "poster", "background", "data", "href", "xlink:href"]);
const PLAYERS: { readonly [tag: string]: string } = { VIDEO: "video", AUDIO: "sound" };
const SVG = "http://www.w3.org/2000/svg";

// Of the text that is being cleaned: the hook is given nodes only.
let wanted = NONE;
const left = new Set<string>();
let painted = 0;
let attributes = 0;

purify.addHook("uponSanitizeElement", (node) => {
	attributes += node instanceof Element ? node.attributes.length : 0;
	if (attributes > LIMITS.attributes) throw new TooMuch();
});
purify.addHook("afterSanitizeAttributes", (node) => {
	const word = PLAYERS[node.tagName];
	if (word) {
		// Without its bytes a player is an empty box.
		node.replaceWith(...linksTo(addressesOf(node), word));
		return;
	}
	if (node.tagName === "PICTURE") nameOnly(node);
	const behind = picturesBehind(node);
	const source = node.getAttribute("src") ?? firstOf(node.getAttribute("srcset"));
	const address = node.getAttribute("href");
	const isLink = node.tagName === "A" && (/^mailto:/i.test(address ?? "") || plainUrl(address) !== undefined);
	const host = node.tagName === "IMG" ? hostOf(source) : "";
	const isWanted = host !== "" && wanted.has(host);
	for (const { name, value } of [...node.attributes]) {
		if ((isLink && name === "href") || (isWanted && name === "src")) continue;
		if (loads(node, name, value) || isSlowToPaint(name, value)) node.removeAttribute(name);
	}
	if (isWanted && source) {
		node.setAttribute("src", source);
		node.setAttribute("referrerpolicy", "no-referrer");
	} else if (host) left.add(host);
	if (isLink) openElsewhere(node);
	if (!node.hasAttribute("style")) node.prepend(...linksTo(behind, "picture"));
	if (node.tagName === "IMG" && !node.hasAttribute("src")) {
		const alt = node.getAttribute("alt") ?? "";
		const [link = document.createTextNode(alt)] = linksTo([source], alt || "picture");
		node.replaceWith(link);
	}
});

/** Tell whether an attribute would fetch something. A backslash could hide that in CSS. */
function loads(node: Element, name: string, value: string): boolean {
	if (name === "srcset") return true;
	if (name === "style") return /\\|url\(|image\(|image-set\(|src\(/i.test(value);
	const isSvg = node.namespaceURI === SVG;
	if (ADDRESSES.has(name)) return !/^data:image\//i.test(value) && !(isSvg && value.startsWith("#"));
	return isSvg && /\\|url\(\s*["']?(?!#)/i.test(value);
}

/** Whether an attribute is one too many of those that keep a browser busy for long whenever it paints. */
function isSlowToPaint(name: string, value: string): boolean {
	if (name === "stroke-dasharray" && /(?:^|[\s,])0*\.\d|e-/i.test(value)) return true;
	// Columns are laid out several times until they have one height.
	if (name === "style" && /column(?:s|-count)\s*:|repeat\(\s*\d{3}/i.test(value)) return true;
	const slow = name === "style" ? /dash|filter|shadow|gradient|mask|blend|clip-path/i : /^stroke-dasharray$/;
	if (!slow.test(name === "style" ? value : name)) return false;
	return ++painted > LIMITS.painted || value.length > LIMITS.paint;
}

/** `pictures.example:8080`, or "" for what is on no other host. */
function hostOf(address: string | null): string {
	return plainUrl(address)?.host ?? "";
}

function openElsewhere(link: Element): void {
	link.setAttribute("target", "_blank");
	link.setAttribute("rel", "noopener noreferrer");
}

/** What can be asked for of a film or a sound: its picture, and the first form that it is there in. */
function addressesOf(player: Element): (string | null)[] {
	const own = player.getAttribute("src") ?? player.querySelector("source[src]")?.getAttribute("src") ?? null;
	return own === null ? [player.getAttribute("poster")] : [own];
}

/** Of the forms that a picture is there in, name the first in its `<img>`, where that names none. */
function nameOnly(picture: Element): void {
	const first = firstOf(picture.querySelector("source[srcset]")?.getAttribute("srcset") ?? null);
	if (first) picture.querySelector("img:not([src], [srcset])")?.setAttribute("src", first);
}

/** The pictures that a style would load, as far as it writes them out. */
function picturesBehind(node: Element): string[] {
	const style = node.getAttribute("style") ?? "";
	return [...style.matchAll(/url\(\s*["']?(https?:[^"'()\\\s]+)/gi)].map(([, address = ""]) => address);
}

const firstOf = (srcset: string | null): string | null => srcset?.trim().split(/[\s,]/)[0] ?? null;

/** What stands for something that is not loaded; nothing for what is on no other host. */
function linksTo(addresses: readonly (string | null)[], word: string): Node[] {
	return addresses.filter(hostOf).map((address) => {
		const link = document.createElement("a");
		link.href = address ?? "";
		link.textContent = `${word} ↗`;
		openElsewhere(link);
		return link;
	});
}

/** `hosts`: those whose pictures may be loaded. */
export function cleanHtml(html: string, hosts: Hosts = NONE): Clean {
	try {
		if (isShort(html)) return cleaned(html, hosts);
	} catch (error) {
		if (!(error instanceof TooMuch)) throw error;
	}
	return { ...asWritten(html), lostScripts: true };
}

function cleaned(html: string, hosts: Hosts = NONE): Clean {
	if (!isDrawable(html)) return { ...asWritten(html), lostScripts: true };
	wanted = hosts;
	left.clear();
	painted = 0;
	attributes = 0;
	const clean = purify.sanitize(html, {
		USE_PROFILES: { html: true, svg: true },
		// Scripts that come first would be parsed into the head, which is thrown away without a word.
		FORCE_BODY: true,
		FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "use"],
		// JupyterLab runs a command on a click on `data-commandlinker-command`.
		ALLOW_DATA_ATTR: false,
		// Else an app's ids could stand in for names of the page's own scripts.
		SANITIZE_NAMED_PROPS: true,
	});
	if (!isShallow(clean)) return { ...asWritten(html), lostScripts: true };
	const lostScripts = purify.removed.some(
		(gone) => "element" in gone && ACTIVE.has(gone.element.nodeName.toUpperCase()),
	);
	return { html: clean, lostScripts, hosts: [...left], isPlain: false };
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

const asWritten = (text: string): Clean => ({
	html: `<div class="g-pre g-written" tabindex="0" role="group" aria-label="Text as it is written">${escaped(begun(text))}</div>`,
	lostScripts: false,
	hosts: [],
	isPlain: true,
});

export interface MarkdownOptions {
	/** A line break in the text is one on the page, as in chats. */
	breaks?: boolean | undefined;
	/** What formulas stand between. */
	delimiters?: readonly Delimiter[] | undefined;
	hosts?: Hosts | undefined;
}

export function cleanMarkdown(
	markdown: string,
	{ breaks = false, delimiters = [], hosts }: MarkdownOptions = {},
): Clean {
	if (!isReadable(markdown)) return asWritten(markdown);
	try {
		const marked = new Marked({ gfm: true, breaks }, { extensions: formulas(delimiters), tokenizer: timed(markdown) });
		const blocks = marked.lexer(markdown);
		if (blocks.some(({ raw }) => weigh(raw) > LIMITS.block)) return asWritten(markdown);
		const clean = cleaned(marked.parser(blocks), hosts);
		return clean.isPlain ? asWritten(markdown) : clean;
	} catch {
		// Out of time, or nested too deep for the parser.
		return asWritten(markdown);
	}
}
