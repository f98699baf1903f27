from exports.models.releases import Release, ReleaseEvent, ReleaseItem
from exports.models.seals import Seal, SealedRow

__all__ = ["Release", "ReleaseEvent", "ReleaseItem", "Seal", "SealedRow"]
