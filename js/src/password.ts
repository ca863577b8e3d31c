/**
 * The password field of `.controls()` and `.interactive()`: an anywidget of its own, which looks and behaves like the
 * `Password` of ipywidgets.
 *
 * That one synchronizes its value, and notebooks save what is synchronized. This one sends the typed text to the kernel
 * in a custom message, and keeps it nowhere but in its `<input>`.
 */

import type { Model } from "./kernel/host";

/** Shown in place of a password that another view or Python has set. As in the panel. */
const HELD = "Set, and not shown";

/** Traits of the widget that change how it looks. */
const SHOWN = ["description", "tooltip", "placeholder", "disabled"] as const;

let views = 0;

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
	// The kernel names the view that the value is from: the others know nothing of it, so they show nothing of it.
	const id = `${crypto.getRandomValues(new Uint32Array(1))}-${++views}`;
	const label = document.createElement("label");
	const input = document.createElement("input");
	let sent = "";
	let number = 0;

	const text = (trait: string): string => String(model.get(trait) ?? "");
	const show = () => {
		label.textContent = text("description");
		label.title = text("tooltip") || text("description");
		label.style.display = text("description") ? "" : "none";
		// Some hosts apply the style of a widget before this module is there, so nothing would get it.
		const style = model.get("style") as { get?(trait: string): unknown } | null | undefined;
		label.style.width = String(style?.get?.("description_width") ?? "");
		input.disabled = model.get("disabled") === true;
		const isHidden = model.get("is_set") === true && text("source_view") !== id;
		input.placeholder = isHidden ? HELD : text("placeholder");
	};
	const forget = () => {
		if (text("source_view") !== id) input.value = sent = "";
		show();
	};
	const send = () => {
		if (input.value === sent) return;
		sent = input.value;
		// Numbered, as they may arrive in another order: JupyterLab sends the first ones to another thread of the kernel.
		model.send({ event: "password", view: id, number: ++number, value: sent });
	};

	el.classList.add("jupyter-widgets", "widget-inline-hbox", "widget-text");
	label.className = "widget-label";
	label.htmlFor = input.id = `gnb-password-${id}`;
	input.className = "widget-input";
	input.type = "password";
	// Browsers offer to keep what is typed into any other password field.
	input.autocomplete = "new-password";
	input.addEventListener("input", () => model.get("continuous_update") === true && send());
	input.addEventListener("change", send);
	for (const name of ["keydown", "keypress"] as const)
		input.addEventListener(name, (event) => {
			// JupyterLab would take the keys as shortcuts.
			event.stopPropagation();
			if (name !== "keypress" || event.key !== "Enter") return;
			send();
			model.send({ event: "submit" });
		});
	el.append(label, input);
	show();

	for (const trait of SHOWN) model.on(`change:${trait}`, show);
	for (const trait of ["is_set", "source_view"]) model.on(`change:${trait}`, forget);
	return () => {
		for (const trait of SHOWN) model.off(`change:${trait}`, show);
		for (const trait of ["is_set", "source_view"]) model.off(`change:${trait}`, forget);
	};
}

export default { render };
