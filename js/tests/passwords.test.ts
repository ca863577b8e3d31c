import { expect, it } from "vitest";
import { endpoint, ok, parameter, run } from "./fake";
import { button, click, control, mount, settled, type } from "./mount";

const REF = { __secret__: "a1" };
const login = endpoint("/login", [parameter("password", "text", { required: true, options: { password: true } })]);

it("a typed password stays where it is typed when the kernel names it by a reference", async () => {
	const { el, model } = mount({ endpoints: [login] });
	const { answer } = model;
	model.answer = (ask) => (ask.ask === "draft" ? ok(ask, { secrets: { password: REF } }) : answer(ask));
	await type(control(el, "Password"), "horse");
	await expect.poll(() => model.asked("draft")).toHaveLength(1);
	await settled();
	model.say({ push: "set", seq: 1, set: { drafts: { "/login": { password: REF } } } });
	await settled();
	expect(control(el, "Password").value).toBe("horse");
	await click(button(el, "Run"));
	expect(model.asked("run")).toMatchObject([{ values: { password: "horse" } }]);
});

it("a password that only the kernel has is not shown, and sent as its reference", async () => {
	const { el, model } = mount({ endpoints: [login], drafts: { "/login": { password: REF } } });
	const field = control(el, "Password");
	expect([field.type, field.value, field.placeholder]).toEqual(["password", "", "Set, and not shown"]);
	expect(field.autocomplete).toBe("new-password");
	await click(button(el, "Run"));
	expect(model.asked("run")).toMatchObject([{ values: { password: REF } }]);
});

it("the password of a run is used again by its reference", async () => {
	const runs = [run(1, { endpoint: "/login", state: "done", inputs: { password: REF } })];
	const { el, model } = mount({ endpoints: [login, endpoint("/other")], selected: "/other", runs });
	await click(button(el, "Use these inputs"));
	await click(button(el, "Run"));
	expect(model.asked("run")).toMatchObject([{ endpoint: "/login", values: { password: REF } }]);
});
