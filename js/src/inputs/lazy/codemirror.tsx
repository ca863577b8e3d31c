/** Code with highlighting, by CodeMirror. Tab indents; Escape and then Tab leaves the field. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
	bracketMatching,
	HighlightStyle,
	indentOnInput,
	indentUnit,
	StreamLanguage,
	type StreamParser,
	syntaxHighlighting,
} from "@codemirror/language";
import { c, cpp } from "@codemirror/legacy-modes/mode/clike";
import { css as cssMode } from "@codemirror/legacy-modes/mode/css";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { javascript, json, typescript } from "@codemirror/legacy-modes/mode/javascript";
import { jinja2 } from "@codemirror/legacy-modes/mode/jinja2";
import { python } from "@codemirror/legacy-modes/mode/python";
import { r } from "@codemirror/legacy-modes/mode/r";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { sqlite, standardSQL } from "@codemirror/legacy-modes/mode/sql";
import { stex } from "@codemirror/legacy-modes/mode/stex";
import { xml } from "@codemirror/legacy-modes/mode/xml";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useLayoutEffect, useRef } from "preact/hooks";
import { emptied, type InputProps, text } from "../../core";
import css from "../../style/inputs/codemirror.css";

export { css };

// What Gradio's own Code knows, by the names it has for them.
const MODES: { [language: string]: StreamParser<unknown> } = {
	python,
	json,
	javascript,
	typescript,
	css: cssMode,
	html: xml,
	xml,
	yaml,
	shell,
	dockerfile: dockerFile,
	jinja2,
	r,
	c,
	cpp,
	latex: stex,
	sql: standardSQL,
	"sql-sqlite": sqlite,
};

const COLOURS = HighlightStyle.define([
	{ tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: "g-cm-keyword" },
	{ tag: [tags.string, tags.special(tags.string), tags.regexp], class: "g-cm-string" },
	{ tag: [tags.number, tags.bool, tags.null, tags.atom], class: "g-cm-number" },
	{ tag: [tags.comment, tags.meta], class: "g-cm-comment" },
	{ tag: [tags.definition(tags.variableName), tags.tagName, tags.propertyName, tags.heading], class: "g-cm-name" },
]);

export default function Code({ parameter, value, change, control, labelId }: InputProps) {
	const place = useRef<HTMLDivElement>(null);
	const view = useRef<EditorView | null>(null);
	const tell = useRef(change);
	tell.current = change;
	const attributes = useRef(new Compartment());
	const shown = text(value);
	const language = text(parameter.options.language);
	const named = attributesOf(control, labelId);

	useLayoutEffect(() => {
		const mode = MODES[language] ?? (language.startsWith("sql") ? standardSQL : undefined);
		const { current: parent } = place;
		if (!parent) return;
		const editor = new EditorView({
			parent,
			root: parent.getRootNode() as Document,
			state: EditorState.create({
				doc: shown,
				extensions: [
					lineNumbers(),
					history(),
					drawSelection(),
					indentOnInput(),
					bracketMatching(),
					indentUnit.of("    "),
					EditorState.tabSize.of(4),
					syntaxHighlighting(COLOURS),
					EditorView.lineWrapping,
					placeholder(parameter.placeholder),
					mode ? StreamLanguage.define(mode) : [],
					// Not for Mod-Enter, which runs.
					keymap.of([...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"), ...historyKeymap, indentWithTab]),
					attributes.current.of(EditorView.contentAttributes.of(named)),
					EditorView.updateListener.of((update) => {
						if (update.docChanged) tell.current(update.state.doc.toString() || emptied(parameter));
					}),
				],
			}),
		});
		view.current = editor;
		return () => editor.destroy();
	}, [language]);

	// What came from elsewhere: a default, an example, Python.
	useLayoutEffect(() => {
		const { current: editor } = view;
		if (editor && editor.state.doc.toString() !== shown)
			editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: shown } });
	}, [shown]);

	useLayoutEffect(() => {
		view.current?.dispatch({
			effects: attributes.current.reconfigure(EditorView.contentAttributes.of(named)),
		});
	}, [JSON.stringify(named)]);

	return (
		<>
			<div class={control["aria-invalid"] ? "g-code g-wrong" : "g-code"} ref={place} />
			<span class="g-soft g-counter">{language && `${language} · `}Esc, then Tab leaves the field</span>
		</>
	);
}

function attributesOf(control: InputProps["control"], labelId: string): { [name: string]: string } {
	const named = Object.entries(control).map(([name, value]) => [name, String(value)]);
	return { ...Object.fromEntries(named), "aria-labelledby": labelId, role: "textbox", "aria-multiline": "true" };
}
