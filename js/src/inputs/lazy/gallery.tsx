/** Pictures and films with captions. */

import {
	acceptOf,
	Drop,
	type FileRef,
	type FormValue,
	type Given,
	type InputProps,
	Item,
	isFileRef,
	isGiven,
	isObject,
	list,
	nameOf,
} from "../../core";
import css from "../../style/inputs/gallery.css";

export { css };

interface Piece {
	file: Given;
	caption: string;
}

/** Read `{"image" or "video", "caption"}`, and a bare file. */
function pieceOf(value: FormValue): Piece | null {
	if (isGiven(value)) return { file: value, caption: "" };
	if (!isObject(value)) return null;
	const file = value.image ?? value.video;
	return isGiven(file) ? { file, caption: typeof value.caption === "string" ? value.caption : "" } : null;
}

const isFilm = (file: Given): boolean =>
	isFileRef(file) ? /^video\//.test(file.type ?? "") : /\.(mp4|webm|mov|ogv|mkv)([?#]|$)/i.test(file);

const written = ({ file, caption }: Piece): FormValue => ({
	[isFilm(file) ? "video" : "image"]: file as FileRef,
	caption: caption || null,
});

export default function Gallery({ parameter, value, change, upload, refuse, control }: InputProps) {
	const { label, required, file_types } = parameter;
	const pieces = list(value).flatMap((one) => pieceOf(one) ?? []);
	const set = (next: Piece[]) => change(next.length ? next.map(written) : required ? undefined : []);
	const place = (held: FormValue, file: FileRef) => [...list(held), written({ file, caption: "" })];

	function move(from: number, to: number): void {
		const next = pieces.filter((_, i) => i !== from);
		if (pieces[from]) next.splice(to, 0, pieces[from]);
		set(next);
	}

	return (
		<Drop
			control={control}
			label={label}
			accept={acceptOf(file_types.length ? file_types : ["image", "video"])}
			multiple
			small={pieces.length > 0}
			words={pieces.length ? "Add more: drop" : "Drop files"}
			capture="photo"
			onFiles={(files) => upload(files, place)}
			refuse={refuse}
			onUrl={(url) => set([...pieces, { file: url, caption: "" }])}
		>
			{pieces.length > 0 && (
				<ol class="g-pieces">
					{pieces.map((piece, i) => (
						<li key={i}>
							<Item
								kind={isFilm(piece.file) ? "video" : "image"}
								file={piece.file}
								onRemove={() => set(pieces.filter((_, at) => at !== i))}
								onEdited={(edited) => upload([edited], (held, file) => list(held).with(i, written({ ...piece, file })))}
							/>
							<div class="g-row">
								<input
									type="text"
									placeholder="caption"
									aria-label={`Caption of ${nameOf(piece.file)}`}
									value={piece.caption}
									onInput={({ currentTarget }) => set(pieces.with(i, { ...piece, caption: currentTarget.value }))}
								/>
								{i > 0 && (
									<button
										type="button"
										class="g-tiny"
										aria-label={`Move ${nameOf(piece.file)} forward`}
										onClick={() => move(i, i - 1)}
									>
										←
									</button>
								)}
							</div>
						</li>
					))}
				</ol>
			)}
		</Drop>
	);
}
