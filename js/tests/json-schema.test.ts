import { describe, expect, it } from "vitest";
import cases from "../../tests/fixtures/schemas.json";
import { problemOf, type Schema } from "../src/form/json-schema";
import type { FormValue, Parameter } from "../src/messages";
import { endpoint, ok, parameter } from "./fake";
import { button, choose, click, control, find, type Mounted, mount, press, settled, type } from "./mount";

describe.each(
	cases as unknown as { name: string; schema: Schema; valid: FormValue[]; invalid: [FormValue, string, string][] }[],
)("$name", ({ schema, valid, invalid }) => {
	it("takes what fits, and tells the rest with its place, as the kernel does", () => {
		for (const value of valid) expect(problemOf(schema, value)).toBeNull();
		for (const [value, place, message] of invalid) expect(problemOf(schema, value)).toEqual({ place, message });
	});
});

let panel: Mounted;

function show(schema: Schema, more: Partial<Parameter> = {}, draft: FormValue = null): HTMLElement {
	const shown = parameter("x", "schema", { options: { schema }, ...more });
	panel = mount({ endpoints: [endpoint("/infer", [shown])], drafts: { "/infer": draft === null ? {} : { x: draft } } });
	return panel.el;
}

async function sent(): Promise<FormValue | undefined> {
	await click(button(panel.el, "Run"));
	const run = panel.model.asked("run").at(-1);
	if (!run) throw new Error(`not sent: ${panel.el.textContent}`);
	return run.values.x;
}

const FILE = { type: "object", title: "FileData", properties: { path: { type: "string" }, orig_name: {} } };
const PERSON: Schema = {
	type: "object",
	properties: {
		name: { type: "string" },
		age: { anyOf: [{ type: "integer", minimum: 0 }, { type: "null" }], default: null },
		mood: { enum: ["glad", "sad"] },
		awake: { type: "boolean", default: true },
		tags: { type: "array", items: { type: "string" } },
		photo: { $ref: "#/$defs/FileData" },
	},
	required: ["name"],
	$defs: { FileData: FILE },
};

describe("a form by schema", () => {
	it("has the control of its kind for each part", async () => {
		const el = show(PERSON);
		await type(control(el, "name"), "Ada");
		await type(control(el, "age"), "36");
		await choose(control(el, "mood"), "0");
		await click(control(el, "awake"));
		await click(button(el, "Add tags"));
		await type(control(el, "tags 1"), "a tag");
		expect(await sent()).toEqual({ name: "Ada", age: 36, mood: "glad", awake: true, tags: ["a tag"] });
	});

	it("leaves out what was given and taken back", async () => {
		const el = show(PERSON, {}, { name: "Ada", mood: "sad" });
		await click(button(el, "Leave out mood"));
		expect(await sent()).toEqual({ name: "Ada" });
	});

	it("tells what is wrong at its part", async () => {
		const el = show(PERSON, {}, { age: -1 });
		await click(button(el, "Run"));
		expect(panel.model.asked("run")).toEqual([]);
		const told = (label: string) => {
			const field = control(el, label);
			expect(field.getAttribute("aria-invalid")).toBe("true");
			const id = (field.getAttribute("aria-describedby") ?? "").split(" ")[0] ?? "";
			return document.getElementById(id)?.textContent;
		};
		expect(told("name")).toBe("is missing");
		expect(told("age")).toBe("at least 0");
	});

	it("adds, moves and removes the items of a list", async () => {
		const el = show({ type: "array", items: { type: "integer" } }, {}, [1, 2, 3]);
		await click(button(el, "Move item 3 up"));
		await click(button(el, "Remove item 1"));
		expect(await sent()).toEqual([3, 2]);
	});

	it("leaves the other items as they are, None among them", async () => {
		const some = { anyOf: [{ type: "array", items: {} }, { type: "null" }, { type: "string" }] };
		show({ type: "array", items: some }, {}, [null, "a"]);
		await type(find(panel.el, ".g-union input"), "b");
		expect(await sent()).toEqual([null, "b"]);
	});

	it("has names of the user's own where the schema leaves them open", async () => {
		const el = show({ type: "object", additionalProperties: { type: "number" } });
		await type(find(el, "[aria-label='New name']"), "weight");
		await press(find(el, "[aria-label='New name']"), "Enter");
		await type(control(el, "weight"), "2.5");
		expect(await sent()).toEqual({ weight: 2.5 });
	});

	it("lets one choose among the kinds of a union", async () => {
		const el = show({ anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] }, {}, ["a"]);
		const kind = find<HTMLSelectElement>(el, "[aria-label=Kind]");
		expect(kind.selectedOptions[0]?.textContent).toBe("list");
		await choose(kind, "0");
		await type(find(el, ".g-union input"), "text now");
		expect(await sent()).toBe("text now");
	});

	it("offers constants by their titles, and an enum beside any other text", async () => {
		const offered = { anyOf: [{ enum: ["N", "V"] }, { type: "string" }] };
		const el = show({
			type: "object",
			properties: { sample: { oneOf: [0, 1].map((at) => ({ const: at, title: `Sample ${at}` })) }, mark: offered },
		});
		const sample = control<HTMLSelectElement>(el, "sample");
		expect([...sample.options].map(({ text }) => text)).toEqual(["Choose…", "Sample 0", "Sample 1"]);
		await choose(sample, "1");
		await type(control(el, "mark"), "another");
		await press(control(el, "mark"), "Enter");
		expect(await sent()).toEqual({ sample: 1, mark: "another" });
	});

	it("has the control of a picture for what is one, and may leave one of two empty", async () => {
		const picture = { contentMediaType: "image/*", properties: { path: {}, orig_name: {} } };
		const side = (title: string) => ({ title, anyOf: [{ title, ...picture }, { type: "null" }] });
		const file = { __file__: "f9", name: "a.png", size: 1, type: "image/png" };
		const both: Schema = { type: "array", prefixItems: [side("Left"), side("Right")], items: false, minItems: 2 };
		const el = show(both, {}, [file, file]);
		expect(el.querySelectorAll("[aria-label='Crop a.png']")).toHaveLength(2);
		expect(find(el, "label[for$='-0']").textContent).toBe("Left");
		await click(button(el, "Remove a.png"));
		expect(await sent()).toEqual([null, file]);
	});

	it("calls a part by its own title, not by that of its class", () => {
		const el = show({
			type: "object",
			properties: { a: { title: "First", type: "string" }, b: { $ref: "#/$defs/Class" } },
			$defs: { Class: { title: "Class", enum: ["x"] } },
		});
		expect([...el.querySelectorAll(".g-schema label")].map((label) => label.textContent)).toEqual(["First", "b"]);
	});

	it("puts a file where it belongs", async () => {
		const el = show(PERSON, {}, { name: "Ada" });
		const file = { __file__: "f9", name: "a.png", size: 1, type: "image/png" };
		const { answer } = panel.model;
		panel.model.answer = (request) => (request.ask === "upload" ? ok(request, { file }) : answer(request));
		const input = control(el, "photo");
		Object.defineProperty(input, "files", { value: [new File(["x"], "a.png")] });
		input.dispatchEvent(new Event("change", { bubbles: true }));
		await settled();
		expect(await sent()).toEqual({ name: "Ada", photo: file });
	});

	it("does not run while a part of it cannot be read", async () => {
		const el = show({ type: "object", properties: { a: {}, b: { type: "string" } } });
		await type(control(el, "a"), "{broken");
		await type(control(el, "b"), "fine");
		await click(button(el, "Run"));
		expect(panel.model.asked("run")).toEqual([]);
		await type(control(el, "a"), "[1]");
		expect(await sent()).toEqual({ a: [1], b: "fine" });
	});

	it("can be written as JSON instead, and read back", async () => {
		const el = show(PERSON);
		await click(button(el, "As JSON"));
		await type(find(el, "textarea"), '{"name": "Grace"}');
		await click(button(el, "As a form"));
		expect(control(el, "name").value).toBe("Grace");
		expect(await sent()).toEqual({ name: "Grace" });
	});

	it.each<[string, Schema]>([
		[
			"a tree that holds itself",
			{
				$ref: "#/$defs/N",
				$defs: { N: { type: "object", properties: { next: { $ref: "#/$defs/N" } }, required: ["next"] } },
			},
		],
		["nothing known", { type: ["string", "number"] }],
		["a reference to nowhere", { $ref: "#/x" }],
	])("is drawn for %s", (_, schema) => {
		expect(find(show(schema), "[data-parameter=x] :is(input, select, textarea, button)")).toBeTruthy();
	});
});
