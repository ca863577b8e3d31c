/** Schemas and values that nobody thought of: `tests/unit/values/fuzzed.py` makes them, and the kernel is tested with the same. */

import { describe, expect, it } from "vitest";
import cases from "../../tests/fixtures/fuzzed.json";
import { problemOf, type Schema } from "../src/form/json-schema";
import type { FormValue } from "../src/messages";
import { endpoint, parameter } from "./fake";
import { button, click, find, type Mounted, mount } from "./mount";

interface Case {
	schema: Schema;
	valid: FormValue[];
	invalid: FormValue[];
}

function show(schema: Schema, draft?: FormValue): Mounted {
	const shown = parameter("x", "schema", { options: { schema } });
	return mount({
		endpoints: [endpoint("/infer", [shown])],
		drafts: draft === undefined ? {} : { "/infer": { x: draft } },
	});
}

/** As JSON has it, which knows no -0. */
const plain = (value: FormValue | undefined): unknown => JSON.parse(JSON.stringify(value ?? null));

describe.each((cases as unknown as Case[]).map((one): [string, Case] => [JSON.stringify(one.schema), one]))(
	"%s",
	(_, { schema, valid, invalid }) => {
		it("gives a form", () => {
			const { el } = show(schema);
			expect(find(el, "[data-parameter=x] .g-schema").textContent).not.toContain("undefined");
			expect(button(el, "As JSON")).toBeTruthy();
		});

		it("sends what fits, as it is", async () => {
			for (const value of valid) {
				const { el, model } = show(schema, value);
				await click(button(el, "Run"));
				expect(model.asked("run").map(({ values }) => plain(values.x))).toEqual([plain(value)]);
			}
		});

		it("tells what does not fit at the field, or leaves it to the kernel", async () => {
			for (const value of invalid) {
				const { el, model } = show(schema, value);
				await click(button(el, "Run"));
				const problem = problemOf(schema, value);
				expect(model.asked("run")).toHaveLength(problem ? 0 : 1);
				const told = el.querySelector("[data-parameter=x] [aria-invalid=true]") !== null;
				expect(told).toBe(problem !== null);
				if (problem) expect(find(el, `#${CSS.escape(problemId(el))}`).textContent).toContain(problem.message);
			}
		});
	},
);

function problemId(el: HTMLElement): string {
	const described = find(el, "[data-parameter=x] [aria-invalid=true]").getAttribute("aria-describedby") ?? "";
	return described.split(" ").find((id) => id.endsWith("-problem")) ?? "";
}
