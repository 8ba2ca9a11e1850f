"""What PyInstaller cannot see: modules are loaded on first use, and read the packaged models."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

hiddenimports = collect_submodules("emrglue")
datas = collect_data_files("emrglue")
