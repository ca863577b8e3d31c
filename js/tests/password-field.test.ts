import { beforeEach, expect, it } from "vitest";
import password from "../src/password";

type Listener = (content: unknown) => void;

class Model {
	readonly sent: { [key: string]: unknown }[] = [];
	readonly #listeners = new Map<string, Set<Listener>>();
	constructor(readonly traits: { [name: string]: unknown }) {}

	get(name: string): unknown {
		return this.traits[name];
	}

	send(content: unknown): void {
		this.sent.push(content as { [key: string]: unknown });
	}

	on(event: string, callback: Listener): void {
		this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(callback));
	}

	off(event: string, callback: Listener): void {
		this.#listeners.get(event)?.delete(callback);
	}

	/** What the kernel synchronizes. */
	set(traits: { [name: string]: unknown }): void {
		Object.assign(this.traits, traits);
		for (const name of Object.keys(traits))
			for (const callback of this.#listeners.get(`change:${name}`) ?? []) callback(undefined);
	}

	get listening(): number {
		return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
	}
}

let model: Model;

beforeEach(() => {
	model = new Model({
		description: "Password",
		tooltip: "For the app",
		placeholder: "Type it",
		continuous_update: true,
		disabled: false,
		is_set: false,
		source_view: "",
	});
});

function view() {
	const el = document.createElement("div");
	document.body.append(el);
	const dispose = password.render({ model, el });
	const input = el.querySelector("input") as HTMLInputElement;
	const label = el.querySelector("label") as HTMLLabelElement;
	const typed = (value: string) => {
		input.value = value;
		input.dispatchEvent(new Event("input"));
	};
	return { el, input, label, typed, dispose };
}

it("looks like the password field of ipywidgets", () => {
	const { el, input, label } = view();
	expect(el.className).toBe("jupyter-widgets widget-inline-hbox widget-text");
	expect([input.type, input.autocomplete, input.placeholder]).toEqual(["password", "new-password", "Type it"]);
	expect([label.className, label.textContent, label.title]).toEqual(["widget-label", "Password", "For the app"]);
	expect(label.htmlFor).toBe(input.id);
	model.set({ description: "<b>PIN</b>", disabled: true });
	expect([label.innerHTML, input.disabled]).toEqual(["&lt;b&gt;PIN&lt;/b&gt;", true]);
	model.set({ description: "" });
	expect(label.style.display).toBe("none");
});

it("sends what is typed in a message, and puts it into no trait", () => {
	const { input, typed } = view();
	typed("horse");
	expect(model.sent).toMatchObject([{ event: "password", value: "horse" }]);
	model.set({ source_view: model.sent[0]?.view, is_set: true });
	expect([input.value, input.placeholder]).toEqual(["horse", "Type it"]);
	expect(JSON.stringify(model.traits)).not.toContain("horse");
});

it("without continuous updates it sends when it loses the focus, and at Enter", () => {
	model.traits.continuous_update = false;
	const { input, typed } = view();
	typed("horse");
	expect(model.sent).toEqual([]);
	input.dispatchEvent(new Event("change"));
	expect(model.sent).toMatchObject([{ number: 1, value: "horse" }]);
	typed("horses");
	input.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter" }));
	input.dispatchEvent(new Event("change")); // browsers send it after the key
	expect(model.sent.slice(1)).toMatchObject([{ number: 2, value: "horses" }, { event: "submit" }]);
});

it("keys do not reach the notebook", () => {
	const { el, input } = view();
	let reached = 0;
	el.addEventListener("keydown", () => reached++);
	input.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
	expect(reached).toBe(0);
});

it("a password that another view or Python has set is not shown, and can be replaced", () => {
	const one = view();
	const other = view();
	one.typed("horse");
	other.typed("battery");
	model.set({ source_view: model.sent[1]?.view, is_set: true });
	expect([one.input.value, one.input.placeholder]).toEqual(["", "Set, and not shown"]);
	expect(other.input.value).toBe("battery");
	model.set({ source_view: "" });
	expect([other.input.value, other.input.placeholder]).toEqual(["", "Set, and not shown"]);
	one.typed("horse");
	expect(model.sent).toHaveLength(3);
	model.set({ source_view: "", is_set: false });
	expect(other.input.placeholder).toBe("Type it");
});

it("a view that is gone listens to nothing", () => {
	view().dispose();
	expect(model.listening).toBe(0);
});
