"""No request brings more than anybody needs to send, not even to be refused."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Well above the 5 MB of a topic file, so that its form can say what is too large.
LARGEST_UPLOAD = 20 * 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """Refuses a form by its announced length, before a byte of it lies on the disk.

    A view that has seen who asks may allow more: ``request.largest_upload``.
    """

    def handle_raw_input(
        self,
        _input_data: Any,
        _meta: dict[str, Any],
        content_length: int,
        *_rest: Any,
        **_more: Any,
    ) -> None:
        largest = getattr(self.request, "largest_upload", LARGEST_UPLOAD)
        if content_length > largest:
            raise RequestDataTooBig(f"{content_length} bytes are too many.")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        return None
