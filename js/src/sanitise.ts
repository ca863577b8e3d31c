/**
 * HTML and Markdown of an app, made safe to stand in the notebook's page. An app is somebody
 * else's program, and a script in a notebook page can run code in the kernel.
 *
 * Nothing in it loads from the network either: the address of a picture can carry away what
 * a model was made to say.
 */

import DOMPurify from "dompurify";
import { Marked } from "marked";

export interface Clean {
	html: string;
	/** It had scripts or frames, which are gone. */
	lostScripts: boolean;
}

const purify = DOMPurify(window);
const LOADS = ["src", "srcset", "poster", "background", "data", "xlink:href"];
const ACTIVE = new Set(["SCRIPT", "IFRAME", "OBJECT", "EMBED", "FORM", "BUTTON", "INPUT"]);

purify.addHook("afterSanitizeAttributes", (node) => {
	if (/url\(|image-set\(/i.test(node.getAttribute("style") ?? "")) node.removeAttribute("style");
	const source = node.getAttribute("src");
	for (const name of LOADS) {
		if (node.hasAttribute(name) && !/^data:image\//i.test(node.getAttribute(name) ?? "")) node.removeAttribute(name);
	}
	if (node.tagName === "IMG" && !node.hasAttribute("src")) node.replaceWith(linkTo(source, node.getAttribute("alt")));
	if (node.tagName === "A") {
		if (/^(https?:|mailto:)/i.test(node.getAttribute("href") ?? "")) openElsewhere(node);
		else node.removeAttribute("href");
	}
});

function openElsewhere(link: Element): void {
	link.setAttribute("target", "_blank");
	link.setAttribute("rel", "noopener noreferrer");
}

/** What stands for a picture that is not loaded. */
function linkTo(source: string | null, alt: string | null): Node {
	if (!source || !/^https?:/i.test(source)) return document.createTextNode(alt ?? "");
	const link = document.createElement("a");
	link.href = source;
	link.textContent = `${alt || "picture"} ↗`;
	openElsewhere(link);
	return link;
}

export function cleanHtml(html: string): Clean {
	const clean = purify.sanitize(html, {
		USE_PROFILES: { html: true, svg: true, svgFilters: true },
		FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "use"],
		// Else an app's ids could stand in for names of the page's own scripts.
		SANITIZE_NAMED_PROPS: true,
	});
	const lostScripts = purify.removed.some(
		(gone) => "element" in gone && ACTIVE.has(gone.element.nodeName.toUpperCase()),
	);
	return { html: clean, lostScripts };
}

const plain = new Marked({ gfm: true });
const chatty = new Marked({ gfm: true, breaks: true });

/** `breaks`: a line break in the text is one on the page, as in chats. */
export function cleanMarkdown(markdown: string, breaks = false): Clean {
	return cleanHtml((breaks ? chatty : plain).parse(markdown, { async: false }));
}

/** A page for a frame that has scripts, but no origin and no network. */
export function sandboxPage(html: string): string {
	const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";
	return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">${html}`;
}
