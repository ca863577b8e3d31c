/** Text with files. */

import {
	acceptOf,
	Drop,
	type FileRef,
	type FormValue,
	type Given,
	type InputProps,
	Item,
	inputFor,
	isGiven,
	isObject,
	list,
} from "../../core";

const kindOf = (file: Given): string =>
	typeof file === "string" ? "file" : ((file.type ?? "").split("/")[0] ?? "file");

export default function Multimodal(props: InputProps) {
	const { parameter, value, change, upload, refuse, control } = props;
	const { label, file_types, required } = parameter;
	const held = isObject(value) ? value : { text: value, files: [] };
	const text = typeof held.text === "string" ? held.text : "";
	const files = list(held.files).filter(isGiven);
	const Text = inputFor("text").Control;
	const set = (next: { text?: string; files?: Given[] }) => {
		const made = { text, files, ...next };
		change(made.text || made.files.length || !required ? (made as FormValue) : undefined);
	};
	const place = (now: FormValue, file: FileRef): FormValue => {
		const before = isObject(now) ? now : { text, files: [] };
		return { text: before.text ?? "", files: [...list(before.files), file] };
	};

	return (
		<Drop
			control={{ ...control, id: `${control.id}-files` }}
			label={`Files of ${label}`}
			accept={acceptOf(file_types)}
			multiple
			small
			words="Add files: drop"
			onFiles={(added) => upload(added, place)}
			refuse={refuse}
			onUrl={(url) => set({ files: [...files, url] })}
		>
			<Text
				{...props}
				parameter={{ ...parameter, lines: Math.max(parameter.lines, 2), required: false }}
				value={text}
				change={(next) => set({ text: typeof next === "string" ? next : "" })}
			/>
			{files.map((file, i) => (
				<Item
					key={i}
					kind={kindOf(file)}
					file={file}
					onRemove={() => set({ files: files.filter((_, at) => at !== i) })}
					onEdited={(edited) =>
						upload([edited], (now, next) => ({
							...(isObject(now) ? now : { text }),
							files: list(isObject(now) ? now.files : null).with(i, next),
						}))
					}
				/>
			))}
		</Drop>
	);
}
