from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationSiteConfig(AppConfig):
    name = "annotation_site"
    verbose_name = _("Queqiao")
