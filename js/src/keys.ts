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

function isTextField(target: EventTarget | null): boolean {
	if (target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)) return true;
	if (target instanceof Element && target.closest("[role=grid], [role=application]")) return true;
	return target instanceof HTMLInputElement && !["checkbox", "radio", "range", "file", "color"].includes(target.type);
}
