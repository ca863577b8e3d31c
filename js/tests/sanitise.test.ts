// @vitest-environment jsdom
// happy-dom does not walk nodes as browsers do: DOMPurify misses some in it.

import { describe, expect, it } from "vitest";
import { sandboxPage } from "../src/prose/sandbox";
import { cleanHtml, cleanMarkdown } from "../src/prose/sanitise";

describe.each([
	["HTML", (source: string) => cleanHtml(source)],
	["Markdown", (source: string) => cleanMarkdown(source)],
])("%s of an app", (_, clean) => {
	it.each([
		["a script", "<p>x</p><script>alert(1)</script>", "script"],
		["a handler", '<img src="data:image/png;base64,AA" onerror="alert(1)">', "onerror"],
		["a javascript: link", '<a href="javascript:alert(1)">x</a>', "javascript"],
		["a data: link", '<a href="data:text/html,<script>alert(1)</script>">x</a>', "href"],
		["a frame", '<iframe src="https://evil.example"></iframe>', "iframe"],
		["a command of the notebook", '<b data-commandlinker-command="runmenu:run">x</b>', "data-"],
		["a form that leads away", '<form action="/api"><input name="a"></form>', "form"],
		["a style sheet for the whole page", "<style>body{display:none}</style><p>x</p>", "style"],
		["a style that loads something", '<p style="background:url(https://evil.example/a)">x</p>', "url"],
		[
			"a style that loads something behind an escape",
			'<p style="background:u\\72l(https://evil.example/a)">x</p>',
			"evil",
		],
		[
			"a second picture of an image set",
			'<img srcset="data:image/png;base64,AA 1x, https://evil.example/a 2x">',
			"evil",
		],
		["an SVG that loads a picture", '<svg><image href="https://evil.example/a"></image></svg>', "evil"],
		["an SVG that loads a paint", '<svg><rect fill="url(https://evil.example/a#x)"></rect></svg>', "evil"],
		["an SVG with a script", '<svg><script>alert(1)</script><g onload="alert(1)"></g></svg>', "alert"],
		["a name that hides one of the page's", '<p id="getElementById">x</p>', 'id="getElementById"'],
	])("loses %s", (_, source, gone) => {
		expect(clean(source).html).not.toContain(gone);
	});

	it("loads no picture from the network, and leaves a link to it", () => {
		const { html } = clean('<p><img src="https://evil.example/?secret" alt="a cat"></p>');
		expect(html).not.toContain("<img");
		expect(html).toContain("a cat ↗");
		expect(html).toContain('rel="noopener noreferrer"');
	});

	it.each([
		[
			"a film",
			'<video src="https://evil.example/a.mp4" poster="https://evil.example/a.png" autoplay></video>',
			"video",
		],
		["a film in two forms", '<video><source src="https://evil.example/a.mp4"><source src="b.webm">x</video>', "video"],
		["a film of which there is a picture only", '<video poster="https://evil.example/a.mp4"></video>', "video"],
		["a sound", '<audio controls src="https://evil.example/a.mp4"></audio>', "sound"],
		["a picture of a style", "<p style=\"background:url( 'https://evil.example/a.mp4' )\">y</p>", "picture"],
		["a picture of a set", '<p><img srcset="https://evil.example/a.mp4 1x, /b.png 2x"></p>', "picture"],
		["a picture in forms", '<picture><source srcset="https://evil.example/a.mp4"><img></picture>', "picture"],
	])("leaves a link to %s of another host, and nothing that loads", (_, source, word) => {
		const box = document.createElement("div");
		box.innerHTML = clean(source).html;
		const links = [...box.querySelectorAll("a")];
		expect(links.map((link) => [link.textContent, link.href, link.rel])).toEqual([
			[`${word} ↗`, "https://evil.example/a.mp4", "noopener noreferrer"],
		]);
		for (const link of links) link.remove();
		expect(box.innerHTML).not.toMatch(/evil|src=|srcset|style|video|audio/);
	});

	it.each([
		'<img srcset="https://example.org/a.png 1x">',
		'<picture><source srcset="https://example.org/a.png"><img></picture>',
	])("loads of %s what was asked for", (source) => {
		const { html, hosts } = cleanHtml(source);
		expect([html.includes("<img"), hosts]).toEqual([false, ["example.org"]]);
		const box = document.createElement("div");
		box.innerHTML = cleanHtml(source, new Set(hosts)).html;
		expect(box.querySelector("img")?.src).toBe("https://example.org/a.png");
		expect(box.innerHTML).not.toContain("srcset");
	});

	it("leaves nothing of a player of the notebook's own server", () => {
		expect(clean('<p><video src="/api/kernels"></video><audio src="x.mp3"></audio></p>').html).not.toMatch(/<[av]/);
	});

	it("asks nothing of the notebook's own server", () => {
		expect(clean('<p><img src="/api/kernels" alt="x"><a href="/api/shutdown">y</a></p>').html).not.toContain("/api");
	});

	it("keeps pictures that it carries", () => {
		expect(clean('<p><img src="data:image/png;base64,AA" alt=""></p>').html).toContain("data:image/png;base64,AA");
	});

	it("keeps what an SVG says of itself", () => {
		expect(clean('<svg><rect fill="url(#g)" width="9"></rect></svg>').html).toContain('fill="url(#g)" width="9"');
	});

	it("opens links elsewhere", () => {
		const { html } = clean('<a href="https://example.org">x</a>');
		expect(html).toContain('target="_blank"');
		expect(html).toContain('rel="noopener noreferrer"');
	});
});

it("Markdown is Markdown", () => {
	const { html } = cleanMarkdown("# Title\n\n*one* `two`\n\n[x](javascript:alert(1))");
	expect(html).toContain("<h1>Title</h1>");
	expect(html).toContain("<em>one</em> <code>two</code>");
	expect(html).not.toContain("javascript");
});

it("a line break counts in a chat only", () => {
	expect(cleanMarkdown("a\nb").html).not.toContain("<br>");
	expect(cleanMarkdown("a\nb", { breaks: true }).html).toContain("<br>");
});

it("what lost scripts says so", () => {
	expect(cleanHtml("<b>x</b><script>1</script>").lostScripts).toBe(true);
	expect(cleanHtml("<meta charset=utf-8><style>b{}</style><script>1</script>").lostScripts).toBe(true);
	expect(cleanHtml("<b onclick='1'>x</b>").lostScripts).toBe(false);
});

describe("a sandboxed page", () => {
	const parsed = (html: string) => new DOMParser().parseFromString(html, "text/html");
	const policies = (page: Document) =>
		[...page.querySelectorAll("meta[http-equiv=Content-Security-Policy]")].map((one) => one.getAttribute("content"));

	it("has two frames, and a policy in each", () => {
		const outer = parsed(sandboxPage("<b class='x'>x</b>"));
		expect(policies(outer)).toEqual([expect.stringMatching(/^default-src 'none'; .*frame-src 'none'/)]);
		expect(outer.querySelector("script, b")).toBeNull();
		const frame = outer.querySelector("iframe");
		expect(frame?.getAttribute("sandbox")).toBe("allow-scripts");
		const inner = parsed(frame?.srcdoc ?? "");
		expect(policies(inner)).toEqual([expect.stringMatching(/^default-src 'none'; .*trusted-types default$/)]);
		expect(inner.querySelector("b.x")?.textContent).toBe("x");
	});

	it.each([
		"link rel=preconnect",
		"meta http-equiv=refresh",
		"iframe srcdoc=x",
		"x:LINK",
		"template shadowrootmode=open",
	])("shows <%s> as text", (tag) => {
		const inner = parsed(parsed(sandboxPage(`<i>x</i><${tag}>y`)).querySelector("iframe")?.srcdoc ?? "");
		expect(inner.body.textContent).toContain(`<${tag}>`);
	});
});
