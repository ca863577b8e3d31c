import { expect, it } from "vitest";
import { plainHost, plainUrl } from "../src/address";
import { endpoint, output, parameter, run } from "./fake";
import { button, click, find, mount, settled } from "./mount";

it.each<[string, string | undefined]>([
	["http://a.example/x.png", "a.example"],
	["HTTPS://A.example:8443?x", "a.example:8443"],
	["http://evil\\@a.example:7860/x", undefined],
	["http://a.example\\x", undefined],
	["http://user:word@a.example/x", undefined],
	["http://a.example\t/x", undefined],
	["http://a\u0085b/x", undefined],
	["http:a.example", undefined],
	["http:/a.example", undefined],
	["https:\\\\a.example", undefined],
	["//a.example/x", undefined],
	["http://[::1", undefined],
	["", undefined],
])("the host of %j is %j", (address, host) => {
	expect(plainUrl(address)?.host).toBe(host);
});

it("a host is named as it is asked", () => {
	expect(plainHost("b\u00fccher.example:80")).toBe("xn--bcher-kva.example");
	expect(plainHost("evil\\@a.example")).toBeUndefined();
	expect(plainHost("a.example/x")).toBeUndefined();
});

const image = (host: string) => ({ __file__: "f1", name: "a.png", size: 1, type: "image/png", host });
const show = (host: string) =>
	mount({
		endpoints: [endpoint("/infer", [parameter("a", "text")])],
		runs: [run(1, { state: "done", outputs: [output("image", image(host))] })],
	});

it("a picture of an invalid host is neither offered nor loaded", async () => {
	const { el, model } = show("evil\\@a.example:7860");
	await settled();
	expect(find(el, ".g-problem").textContent).toContain("The app names no valid address for it.");
	expect(el.textContent).not.toContain("Load from");
	await click(button(el, "Try again"));
	expect(model.asked("media")).toEqual([]);
});

it("a picture of another host is loaded from the host that the button names, and the name stands for itself", async () => {
	const { el, model } = show("A.example:80");
	await settled();
	expect(find(el, "button bdi").textContent).toBe("a.example");
	await click(button(el, "Load from a.example"));
	expect(model.asked("media")).toHaveLength(1);
});
