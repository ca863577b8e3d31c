/**
 * Which keys stay in the panel. Without this they are the notebook's shortcuts: "a" would insert
 * a cell, and undoing in a field would undo in the notebook.
 */

const MODIFIER = /^(Control|Meta|Alt|Shift|AltGraph)$/;
const EDITING = /^([acvxyz]|Arrow.+|Home|End|Backspace|Delete)$/i;

export const isRun = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
	key === "Enter" && (ctrlKey || metaKey) && !altKey && !shiftKey;

export function isKept({ key, ctrlKey, metaKey, altKey, shiftKey, target }: KeyboardEvent): boolean {
	// JupyterLab 4.6 arms itself on the Ctrl of Ctrl+Z, and then forbids the field to undo.
	if (MODIFIER.test(key)) return true;
	if (ctrlKey || metaKey || altKey) return EDITING.test(key) && isTextField(target);
	return !(key === "Enter" && shiftKey); // which runs the cell
}

// An element that has it is none whose keys Lumino looks up, of which Lab and Notebook 7 are made.
const NO_SHORTCUTS = "data-lm-suppress-shortcuts";

/**
 * Keep keys from a notebook that takes them at the document, on their way in, as Notebook 7 does: what stops
 * them in the panel comes too late for it. They are marked before they get there, and no longer when they have passed.
 */
export function guard(panel: HTMLElement): () => void {
	const end = new AbortController();
	const on = { capture: true, signal: end.signal };
	let marked: Element | undefined;
	const unmark = () => {
		marked?.removeAttribute(NO_SHORTCUTS);
		marked = undefined;
	};
	const mark = (event: KeyboardEvent) => {
		unmark();
		const { target } = event;
		if (!(target instanceof Element && panel.contains(target) && (isRun(event) || isKept(event)))) return;
		target.setAttribute(NO_SHORTCUTS, "");
		marked = target;
	};
	window.addEventListener("keydown", mark, on);
	panel.addEventListener("keydown", unmark, on);
	return () => {
		unmark();
		end.abort();
	};
}

function isTextField(target: EventTarget | null): boolean {
	if (target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)) return true;
	if (target instanceof Element && target.closest("[role=grid], [role=application]")) return true;
	return target instanceof HTMLInputElement && !["checkbox", "radio", "range", "file", "color"].includes(target.type);
}
