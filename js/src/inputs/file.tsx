import { useState } from "preact/hooks";
import { isRaster } from "../kernel/media";
import { type FileRef, type FormValue, isFileRef, list, text } from "../kernel/values";
import { AudioPlayer, Picture, VideoPlayer } from "../outputs/media";
import { bytes } from "../ui/format";
import { lazy } from "../ui/lazy";
import { useView } from "../view";
import { acceptOf, type CaptureProps, Drop } from "./drop";
import { type InputProps, registerInput } from "./registry";

/** A file that came from this page or the app, or an address that the app fetches. */
export type Given = FileRef | string;

export const isGiven = (value: FormValue | undefined): value is Given =>
	isFileRef(value) || (typeof value === "string" && value !== "");

export const nameOf = (file: Given): string =>
	typeof file === "string" ? (file.startsWith("data:") ? "picture" : file) : file.name;

export interface EditProps {
	file: FileRef;
	/** The edited file, in place of the other. */
	onFile(file: File): void;
	onClose(): void;
}

const Loading = () => <p class="g-soft">Loading…</p>;
const EDITORS = {
	image: { word: "Crop", Editor: lazy<EditProps>("inputs/crop", Loading) },
	audio: { word: "Trim", Editor: lazy<EditProps>("inputs/trim", Loading) },
};

const CAPTURES: { [kind: string]: CaptureProps["what"] } = { image: "photo", audio: "audio", video: "video" };

function FileInput({ parameter, value, change, upload, refuse, control, kind }: InputProps & { kind: string }) {
	const { multiple, file_types, required, options, label } = parameter;
	const files = list(value).filter(isGiven);
	const accept = text(options.accept) || acceptOf(file_types.length || kind === "file" ? file_types : [kind]);

	function remove(file: Given): void {
		const rest = files.filter((one) => one !== file);
		change(rest.length ? rest : required ? undefined : multiple ? [] : null);
	}

	return (
		<Drop
			control={control}
			label={label}
			accept={accept}
			multiple={multiple}
			folder={options.directory === true}
			small={files.length > 0}
			words={files.length ? (multiple ? "Add more: drop" : "Replace: drop") : "Drop a file"}
			capture={CAPTURES[kind]}
			onFiles={upload}
			refuse={refuse}
			onUrl={(url) => change(multiple ? [...files, url] : url)}
		>
			{files.map((file, i) => (
				<Item
					key={typeof file === "string" ? file : file.__file__}
					kind={kind}
					file={file}
					onRemove={() => remove(file)}
					onEdited={(edited) => upload([edited], (held, next) => (multiple ? list(held).with(i, next) : next))}
				/>
			))}
		</Drop>
	);
}

interface ItemProps {
	kind: string;
	file: Given;
	onRemove(): void;
	onEdited(file: File): void;
}

export function Item({ kind, file, onRemove, onEdited }: ItemProps) {
	const [editing, setEditing] = useState(false);
	const { media } = useView().store;
	const name = nameOf(file);
	const edit = typeof file !== "string" && editorOf(kind, file);

	function open(): void {
		if (typeof file !== "string" && file.host) media.trust(file.host);
		setEditing(true);
	}

	return (
		<div>
			{editing && edit && typeof file !== "string" ? (
				<edit.Editor
					file={file}
					onFile={(edited) => {
						setEditing(false);
						onEdited(edited);
					}}
					onClose={() => setEditing(false)}
				/>
			) : (
				<Preview kind={kind} file={file} />
			)}
			<div class="g-row">
				<span class="g-name">{name}</span>
				<span class="g-soft">{typeof file === "string" ? "" : file.size !== null && bytes(file.size)}</span>
				<span class="g-grow" />
				{edit && !editing && (
					<button type="button" class="g-quiet" aria-label={`${edit.word} ${name}`} onClick={open}>
						{edit.word}
					</button>
				)}
				<button type="button" class="g-quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
					✕
				</button>
			</div>
		</div>
	);
}

function editorOf(kind: string, file: FileRef): (typeof EDITORS)["image"] | undefined {
	if (kind === "image") return isRaster(file) ? EDITORS.image : undefined;
	return kind === "audio" ? EDITORS.audio : undefined;
}

export function Preview({ kind, file }: { kind: string; file: Given }) {
	if (typeof file === "string")
		return /^data:image\//i.test(file) ? <img class="g-picture" src={file} alt={nameOf(file)} /> : null;
	if (kind === "image") return <Picture file={file} alt={file.name} />;
	if (kind === "audio") return <AudioPlayer file={file} />;
	if (kind === "video") return <VideoPlayer file={file} />;
	return null;
}

for (const kind of ["file", "image", "audio", "video"])
	registerInput(kind, (props) => <FileInput {...props} kind={kind} />);
