/** The whole widget in a page, as a notebook makes it. */

/// <reference types="vite/client" />

import { afterEach } from "vitest";
import widget from "../src/index";
import { type LazyModule, provide } from "../src/kernel/lazy-modules";
import type { Snapshot } from "../src/messages";
import { FakeModel, ok, snapshot } from "./fake";

// Those of the libraries that need a real browser: tests give others in their place.
const lazy = import.meta.glob<LazyModule>(
	["../src/**/lazy/*.{ts,tsx}", "!../src/lazy/{vega,plotly,model,wave,hls}.ts"],
	{
		eager: true,
	},
);
for (const [path, module] of Object.entries(lazy)) provide(path.replace(/^\.\.\/src\/|lazy\/|\.tsx?$/g, ""), module);

const ends: (() => void)[] = [];

afterEach(() => {
	for (const end of ends.splice(0)) end();
	document.body.replaceChildren();
});

export interface Mounted {
	model: FakeModel;
	el: HTMLElement;
	/** A second view of the same model. */
	again(): HTMLElement;
	/** The views and then the model go. */
	end(): void;
}

export function mount(state: Partial<Snapshot>): Mounted {
	const model = new FakeModel(snapshot(state));
	model.answer = (request) =>
		request.ask === "hello"
			? ok(request, { snapshot: null, settled: true })
			: request.ask === "run"
				? ok(request, { run: 1 })
				: ok(request);
	const { initialize, render } = widget();
	const dispose = initialize({ model });
	const unmounts: (() => void)[] = [];
	const again = () => {
		const el = document.createElement("div");
		document.body.append(el);
		unmounts.push(render({ model, el }));
		return el;
	};
	const el = again();
	const end = () => {
		for (const unmount of unmounts.splice(0)) unmount();
		dispose();
	};
	ends.push(end);
	return { model, el, again, end };
}

/** Everything that was set off has happened and is drawn. */
export async function settled(): Promise<void> {
	for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
}

export function find<E extends HTMLElement = HTMLElement>(el: ParentNode, selector: string): E {
	const found = el.querySelector<E>(selector);
	if (!found) throw new Error(`nothing fits ${selector}`);
	return found;
}

export function button(el: ParentNode, name: string): HTMLButtonElement {
	const found = [...el.querySelectorAll("button")].find(
		(one) => (one.getAttribute("aria-label") ?? one.textContent?.trim()) === name,
	);
	if (!found) throw new Error(`no button ${name}`);
	return found;
}

/** The control that a label names. */
export function control<E extends HTMLElement = HTMLInputElement>(el: ParentNode, label: string): E {
	const named = [...el.querySelectorAll("label")].find((one) => one.textContent === label);
	return find<E>(el, `[id="${named?.htmlFor}"]`);
}

export async function type(field: HTMLElement, text: string): Promise<void> {
	(field as HTMLInputElement).value = text;
	field.dispatchEvent(new Event("input", { bubbles: true }));
	await settled();
}

export async function choose(field: HTMLElement, value: string): Promise<void> {
	(field as HTMLSelectElement).value = value;
	field.dispatchEvent(new Event("change", { bubbles: true }));
	await settled();
}

export async function click(element: HTMLElement): Promise<void> {
	element.click();
	await settled();
}

export async function press(element: HTMLElement, key: string, more: KeyboardEventInit = {}): Promise<KeyboardEvent> {
	const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
	element.dispatchEvent(event);
	await settled();
	return event;
}
