// @vitest-environment jsdom
// happy-dom does not walk nodes as browsers do: DOMPurify misses some in it.

import { expect, it, vi } from "vitest";
import { endpoint, output, run } from "./fake";
import { button, click, find, mount } from "./mount";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));

const show = (value: string) =>
	mount({ endpoints: [endpoint("/infer")], runs: [run(1, { state: "done", outputs: [output("html", value)] })] }).el;

it("HTML that had scripts can be shown in a sandbox without rights", async () => {
	const el = show("<b>x</b><script>alert(1)</script>");
	expect(el.querySelector("script, iframe")).toBeNull();
	expect(find(el, ".g-prose b").textContent).toBe("x");

	await click(button(el, "Show in a sandbox"));
	const frame = find<HTMLIFrameElement>(el, "iframe");
	expect(frame.getAttribute("sandbox")).toBe("allow-scripts");
	expect(frame.srcdoc).toContain("default-src 'none'");
	expect(el.textContent).toContain("without access to the notebook or the network");

	await click(button(el, "Show without scripts"));
	expect(el.querySelector("iframe")).toBeNull();
});

it("HTML without scripts offers no sandbox", () => {
	expect(show("<b>x</b>").querySelector("button.g-link")).toBeNull();
});
