import { useRef } from "preact/hooks";
import { text } from "../kernel/values";
import { lazy } from "../ui/lazy";
import { type InputProps, registerInput } from "./registry";
import { emptied } from "./text";

/** Until the editor with highlighting is there, and where it never is. */
function Code({ parameter, value, change, control }: InputProps) {
	// Tab indents; after Escape it leaves the field as anywhere else, so that nobody is caught in it.
	const leaving = useRef(false);

	function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
		const { key, ctrlKey, metaKey, altKey, shiftKey, currentTarget: area } = event;
		if (key === "Tab" && !leaving.current && !(ctrlKey || metaKey || altKey || shiftKey)) {
			event.preventDefault();
			area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
			change(area.value);
		}
		leaving.current = key === "Escape";
	}

	const { language } = parameter.options;
	return (
		<>
			<textarea
				class="g-mono"
				rows={Math.max(parameter.lines, 5)}
				spellcheck={false}
				{...control}
				value={text(value)}
				placeholder={parameter.placeholder}
				onInput={({ currentTarget }) => change(currentTarget.value || emptied(parameter))}
				onKeyDown={onKeyDown}
			/>
			<span class="g-soft g-counter">{language ? `${text(language)} · ` : ""}Esc, then Tab leaves the field</span>
		</>
	);
}

registerInput("code", lazy("inputs/codemirror", Code));
