import { type FileRef, isFileRef, list } from "../kernel/values";
import { begun, LINE, roomEach } from "../pieces";
import { bytes } from "../ui/format";
import { SaveButton } from "./actions";
import { useMore } from "./more";
import { type OutputProps, registerOutput } from "./registry";

/** A file that is fetched only when somebody wants it. */
export function FileRow({ file, room = LINE }: { file: FileRef; room?: number }) {
	return (
		<div class="g-row g-file-row">
			<span class="g-name">{begun(file.name, room)}</span>
			<span class="g-soft">{file.size !== null && bytes(file.size)}</span>
			<span class="g-grow" />
			<SaveButton file={file} />
		</div>
	);
}

const FILES = 100; // in view

function Files({ output }: OutputProps) {
	const { shown, more } = useMore(list(output.value).filter(isFileRef), FILES);
	const room = Math.min(LINE, roomEach(shown.map(({ name }) => name)));
	return (
		<>
			{shown.map((file) => (
				<FileRow key={file.__file__} file={file} room={room} />
			))}
			{more}
		</>
	);
}

registerOutput("file", Files);
